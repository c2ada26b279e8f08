# Runs one subject in its own process.
param([string] $Name)
$ErrorActionPreference = 'Stop'
Import-Module $env:BENCH_MANIFEST
if ($Name -match '^(memory|connected)') { Import-Module $env:BENCH_CMDLETS }
if ($Name -notlike 'memory*') {
    . "$PSScriptRoot/Connect.ps1"
    $null = & $connect
}
$csv = Join-Path $env:BENCH_FOLDER "$Name.csv"
$state = Join-Path $env:BENCH_FOLDER ($Name -replace '-again' -replace '$', '.json')
$database = Join-Path $env:BENCH_FOLDER 'module.db'
$memory = @{ Count = $env:BENCH_ROWS; Customer = [RedshiftSync.Customer] }
$expected = [int] $env:BENCH_ROWS
switch ($Name) {
    'connect' { $expected = $null }
    'first' { $expected = $null; $null = Get-RedshiftCustomerChange | Select-Object -First 1 }
    'null' { $expected = $null; Get-RedshiftCustomerChange > $null }
    'csv' { $expected = $null; Get-RedshiftCustomerChange | Export-Csv $csv }
    'memory-csv' { $expected = $null; Write-FromMemory @memory | Export-Csv $csv }
    'connected-null' { $expected = $null; Write-FromMemory @memory > $null }
    'connected-csv' { $expected = $null; Write-FromMemory @memory | Export-Csv $csv }
    'connected-batches' { $expected = $null; Write-FromMemory @memory -BatchSize 10000 | ForEach-Object { $_ | Export-Csv $csv -Append } }
    'connected-sqlite' { $expected = $null; Invoke-SqliteFloor -Path $database -Count $env:BENCH_ROWS }
    'connected-postgres' { $expected = $null; Invoke-PostgresFloor -ConnectionString $env:BENCH_DESTINATION -Count $env:BENCH_ROWS }
    'batches' { $result = Sync-RedshiftCustomers $state -ForEachBatch { $_ | Export-Csv $csv -Append } }
    'sqlite' { $result = Sync-RedshiftCustomers $state -Destination $database }
    'sqlite-again' { $result = Sync-RedshiftCustomers $state -Destination $database -Full }
    'postgres' { $result = Sync-RedshiftCustomers $state -Destination $env:BENCH_ADDRESS }
}
if ($null -ne $expected -and $result.RowsDelivered -ne $expected) { throw "$($result.RowsDelivered) rows instead of $expected." }
