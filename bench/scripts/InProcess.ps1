# Times the module and its floors alternately in one warm process; emits a line of JSON for each timing.
param([int] $Rounds = 5, [string] $Only = '')
$ErrorActionPreference = 'Stop'
Import-Module $env:BENCH_MANIFEST
Import-Module $env:BENCH_CMDLETS
. "$PSScriptRoot/Connect.ps1"
$null = & $connect
$raw = @{ ConnectionString = $env:BENCH_CONNECTION; Sql = $env:BENCH_SQL }
$memory = @{ Count = $env:BENCH_ROWS; Customer = [RedshiftSync.Customer] }
$count = $env:BENCH_ROWS
$csv = Join-Path $env:BENCH_FOLDER 'warm.csv'
$database, $floor, $state = 'warm.db', 'warm-floor.db', 'warm.json' | ForEach-Object { Join-Path $env:BENCH_FOLDER $_ }
$wideDatabase, $wideFloor, $wideState, $postgresState = 'wide.db', 'wide-floor.db', 'wide.json', 'postgres.json' |
    ForEach-Object { Join-Path $env:BENCH_FOLDER $_ }
$postgres = $env:BENCH_ADDRESS
$clear = @{ ConnectionString = $env:BENCH_DESTINATION }
$table = @{
    Table        = 'testers.customers'
    KeyColumn    = 'customer_id'
    CursorColumn = 'updated_at'
    Column       = 'customer_id', 'first_name', 'last_name', 'email', 'updated_at'
}
$wideRaw = @{ ConnectionString = $env:BENCH_CONNECTION; Sql = $env:BENCH_WIDE_SQL }
$wide = @{ Table = 'testers.wide'; KeyColumn = 'large'; CursorColumn = 'updated' }
$process = [Diagnostics.Process]::GetCurrentProcess()
$subjects = [ordered] @{
    'warm: raw loop'                             = { $null = Invoke-RawReader @raw }
    'warm: raw loop that makes the same objects' = { $null = Invoke-RawReader @raw -Customer ([RedshiftSync.Customer]) }
    'warm: Get > $null'                          = { Get-RedshiftCustomerChange > $null }
    'warm: table Get > $null'                    = { Get-RedshiftTableChange @table > $null }
    'warm: Get | Out-Null'                       = { Get-RedshiftCustomerChange | Out-Null }
    'warm: from memory | Out-Null'               = { Write-FromMemory @memory | Out-Null }
    'warm: Get | Export-Csv'                     = { Get-RedshiftCustomerChange | Export-Csv $csv }
    'warm: table Get | Export-Csv'               = { Get-RedshiftTableChange @table | Export-Csv $csv }
    'warm: from memory | Export-Csv'             = { Write-FromMemory @memory | Export-Csv $csv }
    'warm: 40 columns, raw loop'                 = { $null = Invoke-WideReader @wideRaw }
    'warm: 40 columns, table Get > $null'        = { Get-RedshiftTableChange @wide > $null }
    'warm: 40 columns, SQLite alone'             = {
        Remove-Item $wideFloor -ErrorAction Ignore
        Invoke-WideSqliteFloor -Path $wideFloor -Count $env:BENCH_WIDE_ROWS
    }
    'warm: 40 columns, Sync into SQLite'         = {
        Remove-Item $wideDatabase, "$wideState*" -ErrorAction Ignore
        $null = Sync-RedshiftTable @wide $wideState -Destination $wideDatabase
    }
    'warm: SQLite alone'                         = { Remove-Item $floor -ErrorAction Ignore; Invoke-SqliteFloor -Path $floor -Count $count }
    'warm: Sync into SQLite'                     = {
        Remove-Item $database, "$state*" -ErrorAction Ignore
        $null = Sync-RedshiftCustomers $state -Destination $database
    }
    'warm: SQLite alone, every row exists'       = { Invoke-SqliteFloor -Path $floor -Count $count }
    'warm: Sync into SQLite, every row exists'   = { $null = Sync-RedshiftCustomers $state -Destination $database -Full }
    'warm: PostgreSQL alone'                     = { Clear-PostgresFloor @clear; Invoke-PostgresFloor @clear -Count $count }
    'warm: Sync into PostgreSQL'                 = {
        Clear-PostgresFloor @clear -OfModule
        Remove-Item "$postgresState*" -ErrorAction Ignore
        $null = Sync-RedshiftCustomers $postgresState -Destination $postgres
    }
    'warm: PostgreSQL alone, every row exists'   = { Invoke-PostgresFloor @clear -Count $count }
    'warm: Sync into PostgreSQL, every row exists' = { $null = Sync-RedshiftCustomers $postgresState -Destination $postgres -Full }
}
$chosen = @($subjects.Keys) -match $Only

# The first round warms up, each subject for some seconds: code is fully optimized only after some calls and some time.
for ($round = 0; $round -le $Rounds; $round++) {
    foreach ($name in $chosen) {
        [GC]::Collect()
        $process.Refresh()
        $before = $process.TotalProcessorTime
        $watch = [Diagnostics.Stopwatch]::StartNew()
        do { & $subjects[$name] } while ($round -eq 0 -and $watch.Elapsed.TotalSeconds -lt 10)
        $seconds = $watch.Elapsed.TotalSeconds
        $process.Refresh()
        $processor = ($process.TotalProcessorTime - $before).TotalSeconds
        if ($round -gt 0) { @{ subject = $name; seconds = $seconds; processor = $processor } | ConvertTo-Json -Compress }
    }
}
