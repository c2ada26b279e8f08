<#
.SYNOPSIS
    A short tour of RedshiftSync against a local development server for Redshift. Start it with ./build.sh demo.
#>
$ErrorActionPreference = 'Stop'

$state = Join-Path $PSScriptRoot customers.state.json
$warehouse = Join-Path $PSScriptRoot warehouse.db

# Each step sends its objects to Out-Host. Otherwise the formatter delays some, and they appear after the next step's title.
function Write-Step([string] $Title, [string] $Command) {
    '', "== $Title" | Out-Host
    if ($Command) { "PS> $Command" | Out-Host }
}

$sync = 'Sync-RedshiftCustomers demo/customers.state.json -Destination demo/warehouse.db'

function Invoke-DevServerSql([string] $Sql) {
    $server = "host=$env:REDSHIFTSYNC_TEST_BACKEND_HOST port=$env:REDSHIFTSYNC_TEST_BACKEND_PORT dbname=$env:REDSHIFTSYNC_TEST_DATABASE " +
        "user=$env:REDSHIFTSYNC_TEST_SUPERUSER password=$env:REDSHIFTSYNC_TEST_SUPERUSER_PASSWORD"
    & $env:REDSHIFTSYNC_TEST_PSQL -q -X -v ON_ERROR_STOP=1 -d $server -c $Sql
    if ($LASTEXITCODE -ne 0) { throw "psql ended with $LASTEXITCODE." }
}

if (-not $env:REDSHIFTSYNC_TEST_HOST) {
    throw 'The demo needs the development server for Redshift: start it with ./build.sh demo.'
}
if (-not $env:REDSHIFTSYNC_TEST_PSQL) {
    throw 'The demo changes some rows through psql, which was not found: install the PostgreSQL client.'
}

# Left by an earlier run.
Get-ChildItem -LiteralPath $PSScriptRoot | Where-Object Name -Match '^(warehouse\.db|customers\.state\.json)' | Remove-Item

$manifest = Get-ChildItem -LiteralPath (Join-Path $PSScriptRoot '../out/RedshiftSync') -Recurse -Filter RedshiftSync.psd1 | Select-Object -First 1
Write-Step 'Import the module' "Import-Module $([IO.Path]::GetRelativePath($PWD, $manifest.FullName))"
Import-Module $manifest.FullName
$module = Get-Module RedshiftSync
"RedshiftSync $($module.Version): $($module.ExportedCmdlets.Count) commands" | Out-Host

Write-Step 'Connect' 'Connect-Redshift -ConfigurationPath demo/configuration.json'
'(The file turns TLS off: the development server is local. By default, a certificate is verified in full.)' | Out-Host
Connect-Redshift -ConfigurationPath (Join-Path $PSScriptRoot configuration.json) | Out-Host

Write-Step 'The first changes since 2024' 'Get-RedshiftCustomerChange -First 5'
Get-RedshiftCustomerChange -First 5 | Out-Host

Write-Step 'First sync: everything since 2024 into a SQLite file' $sync
$first = Sync-RedshiftCustomers $state -Destination $warehouse
$first | Out-Host

Write-Step 'The state file remembers the last row' 'Get-RedshiftSyncState demo/customers.state.json'
Get-RedshiftSyncState $state | Out-Host

Write-Step 'Meanwhile four customers change in the source, one of them from before 2024'
# Earlier than the safety lag of one minute, within which rows wait for the next sync.
Invoke-DevServerSql @'
UPDATE testers.customers
SET email = 'changed.' || customer_id || '@example.com',
    updated_at = date_trunc('second', now()) - INTERVAL '5 minutes' + customer_id * INTERVAL '1 microsecond'
WHERE customer_id IN (1, 4, 1001, 1002)
'@
$since = Get-Date -Date ([datetime]::UtcNow.AddMinutes(-6)) -Format "yyyy-MM-dd'T'HH':'mm':'ss'Z'"
"PS> Get-RedshiftCustomerChange -Since $since" | Out-Host
Get-RedshiftCustomerChange -Since $since | Out-Host

Write-Step 'Second sync: only those four rows are delivered' $sync
$second = Sync-RedshiftCustomers $state -Destination $warehouse
$second | Out-Host

Write-Step 'Third sync: nothing has changed, nothing is delivered' $sync
$third = Sync-RedshiftCustomers $state -Destination $warehouse
$third | Out-Host

Disconnect-Redshift

# The demo is also a test.
if ($second.RowsDelivered -ne 4 -or $third.RowsDelivered -ne 0) {
    throw "Expected 4 and then 0 rows, but $($second.RowsDelivered) and $($third.RowsDelivered) were delivered."
}

@"

== Done: $($first.RowsDelivered) rows, then $($second.RowsDelivered), then $($third.RowsDelivered).
The development server is stopped now. demo/warehouse.db and demo/customers.state.json are kept for you.
Next, in a PowerShell of your own:
  Import-Module ./$([IO.Path]::GetRelativePath($PWD, $manifest.FullName).Replace('\', '/'))
  Get-Help Sync-RedshiftCustomers -Examples             # the other ways to deliver
  dotnet run --project tools/DevServer -- serve         # a development server to try them with
"@ | Out-Host
