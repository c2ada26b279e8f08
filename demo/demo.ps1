<#
.SYNOPSIS
    A short tour of RedshiftSync against a local development server for Redshift. Start it with ./build.sh demo.
.DESCRIPTION
    Runs in PowerShell 7.4 and later, and on the bare engine where no pwsh is installed; so it uses the engine's own
    commands and .NET, where a script of yours would use Select-Object, Get-Date or Export-Csv.
#>
$ErrorActionPreference = 'Stop'

$root = [IO.Path]::GetDirectoryName($PSScriptRoot)
$configuration = [IO.Path]::Combine($PSScriptRoot, 'configuration.json')
$state = [IO.Path]::Combine($PSScriptRoot, 'customers.state.json')
$warehouse = [IO.Path]::Combine($PSScriptRoot, 'warehouse.db')

# Each step sends its objects to Out-Host: the formatter would otherwise hold some back, and they would appear after
# the next step's title.
function Step([string] $Title, [string] $Command) {
    '' | Out-Host
    "== $Title" | Out-Host
    if ($Command) { "PS> $Command" | Out-Host }
}

function Invoke-DevServerSql([string] $Sql) {
    $server = "host=$env:REDSHIFTSYNC_TEST_BACKEND_HOST port=$env:REDSHIFTSYNC_TEST_BACKEND_PORT dbname=$env:REDSHIFTSYNC_TEST_DATABASE " +
        "user=$env:REDSHIFTSYNC_TEST_SUPERUSER password=$env:REDSHIFTSYNC_TEST_SUPERUSER_PASSWORD"
    & $env:REDSHIFTSYNC_TEST_PSQL -q -X -v ON_ERROR_STOP=1 -d $server -c $Sql
    if ($LASTEXITCODE -ne 0) { throw "psql ended with $LASTEXITCODE." }
}

if (-not $env:REDSHIFTSYNC_TEST_HOST) {
    throw 'This needs the development server for Redshift: start it with ./build.sh demo.'
}
if (-not $env:REDSHIFTSYNC_TEST_PSQL) {
    throw 'This changes some rows through psql, which was not found: install the PostgreSQL client.'
}

# What an earlier run left to look at.
foreach ($pattern in 'warehouse.db*', 'customers.state.json*') {
    foreach ($file in [IO.Directory]::GetFiles($PSScriptRoot, $pattern)) { [IO.File]::Delete($file) }
}

$manifest = @([IO.Directory]::GetFiles([IO.Path]::Combine($root, 'out', 'RedshiftSync'), 'RedshiftSync.psd1', 'AllDirectories'))[0]
Step 'The module, as a user gets it' "Import-Module $manifest"
Import-Module $manifest
$module = Get-Module RedshiftSync
"RedshiftSync $($module.Version): $($module.ExportedCmdlets.Count) commands" | Out-Host

Step 'Connect' 'Connect-Redshift -ConfigurationPath demo/configuration.json -SslMode Disable'
'(TLS is off because the development server listens on this machine only. By default a cluster''s certificate is verified in full.)' | Out-Host
Connect-Redshift -ConfigurationPath $configuration -SslMode Disable | Out-Host

Step 'Look at what changed since 2024, oldest change first' 'Get-RedshiftCustomerChange -First 5'
Get-RedshiftCustomerChange -First 5 | Out-Host

Step 'First sync: everything since 2024 goes into a SQLite file' 'Sync-RedshiftCustomers demo/customers.state.json -Destination demo/warehouse.db'
$first = Sync-RedshiftCustomers $state -Destination $warehouse
$first | Out-Host

Step 'Where it got to is kept in the state file' 'Get-RedshiftSyncState demo/customers.state.json'
Get-RedshiftSyncState $state | Out-Host

Step 'Meanwhile four customers change in the source, one of them from before 2024'
# Further back than the safety lag of a minute, which a sync leaves to commits that are still on their way.
Invoke-DevServerSql @'
UPDATE testers.customers
SET email = 'changed.' || customer_id || '@example.com',
    updated_at = date_trunc('second', now()) - INTERVAL '5 minutes' + customer_id * INTERVAL '1 microsecond'
WHERE customer_id IN (1, 4, 1001, 1002)
'@
$since = [DateTimeOffset]::UtcNow.AddMinutes(-6).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", [cultureinfo]::InvariantCulture)
"PS> Get-RedshiftCustomerChange -Since $since" | Out-Host
Get-RedshiftCustomerChange -Since $since | Out-Host

Step 'Second sync: only those four move' 'Sync-RedshiftCustomers demo/customers.state.json -Destination demo/warehouse.db'
$second = Sync-RedshiftCustomers $state -Destination $warehouse
$second | Out-Host

Step 'Third sync: nothing has changed, nothing moves' 'Sync-RedshiftCustomers demo/customers.state.json -Destination demo/warehouse.db'
$third = Sync-RedshiftCustomers $state -Destination $warehouse
$third | Out-Host

Disconnect-Redshift

# The tour is also a check: it must not tell a story that is not so.
if ($second.RowsDelivered -ne 4 -or $third.RowsDelivered -ne 0) {
    throw "Expected 4 and then 0 rows, but $($second.RowsDelivered) and $($third.RowsDelivered) were delivered."
}

'' | Out-Host
"== Done: $($first.RowsDelivered) rows, then $($second.RowsDelivered), then $($third.RowsDelivered)." | Out-Host
'The development server is stopped now. demo/warehouse.db and demo/customers.state.json stay for you to look at.' | Out-Host
'Next: dotnet run --project tools/DevServer -- serve    keeps a development server up for a session of your own,' | Out-Host
'      Get-Help Sync-RedshiftCustomers -Examples      shows the other ways to deliver.' | Out-Host
