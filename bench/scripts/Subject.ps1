# One subject in a process of its own.
param([string] $Name)
$ErrorActionPreference = 'Stop'
Import-Module $env:BENCH_MANIFEST
if ($Name -like 'memory*') {
    Import-Module $env:BENCH_CMDLETS
} else {
    $password = [securestring]::new()
    $env:BENCH_PASSWORD.ToCharArray().ForEach({ $password.AppendChar($_) })
    $null = Connect-Redshift $env:BENCH_HOST $env:BENCH_DATABASE ([pscredential]::new($env:BENCH_USER, $password)) -Port $env:BENCH_PORT -SslMode Disable
}
$csv = Join-Path $env:BENCH_FOLDER "$Name.csv"
$state = Join-Path $env:BENCH_FOLDER ($Name -replace '-again' -replace '$', '.json')
$database = Join-Path $env:BENCH_FOLDER 'module.db'
$expected = [int] $env:BENCH_ROWS
switch ($Name) {
    'connect' { $expected = $null }
    'first' { $expected = $null; $null = Get-RedshiftCustomerChange | Select-Object -First 1 }
    'null' { $expected = $null; Get-RedshiftCustomerChange > $null }
    'csv' { $expected = $null; Get-RedshiftCustomerChange | Export-Csv $csv }
    'memory-csv' { $expected = $null; Write-FromMemory -Count $env:BENCH_ROWS -Customer ([RedshiftSync.Customer]) | Export-Csv $csv }
    'batches' { $result = Sync-RedshiftCustomers $state -ForEachBatch { $_ | Export-Csv $csv -Append } }
    'sqlite' { $result = Sync-RedshiftCustomers $state -Destination $database }
    'sqlite-again' { $result = Sync-RedshiftCustomers $state -Destination $database -Full }
    'postgres' { $result = Sync-RedshiftCustomers $state -Destination "$env:BENCH_DESTINATION;SSL Mode=Disable" }
}
if ($null -ne $expected -and $result.RowsDelivered -ne $expected) { throw "$($result.RowsDelivered) rows instead of $expected." }
