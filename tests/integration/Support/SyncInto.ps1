# Syncs into a destination in its own process, as a scheduled script would.
param($State, $Destination, $BatchSize = 10000, $Table = 'testers.customers', [switch] $Wait)
$ErrorActionPreference = 'Stop'
Import-Module $env:REDSHIFTSYNC_TEST_MANIFEST
if ($Wait) {
    $null = [Console]::In.ReadLine()
    'begins'
}

function ConvertTo-Credential($Text) {
    $secure = [securestring]::new()
    $Text.ToCharArray() | ForEach-Object { $secure.AppendChar($_) }
    [pscredential]::new($env:REDSHIFTSYNC_TEST_USER, $secure)
}

$security = @{ SslMode = $env:REDSHIFTSYNC_TEST_SSLMODE }
if ($env:REDSHIFTSYNC_TEST_ROOTCERTIFICATE) { $security.RootCertificate = $env:REDSHIFTSYNC_TEST_ROOTCERTIFICATE }
$login = ConvertTo-Credential $env:REDSHIFTSYNC_TEST_PASSWORD
$null = Connect-Redshift $env:REDSHIFTSYNC_TEST_HOST $env:REDSHIFTSYNC_TEST_DATABASE $login -Port $env:REDSHIFTSYNC_TEST_PORT @security
$to = @{ Destination = $Destination }
if ($env:REDSHIFTSYNC_TEST_DESTINATION_PASSWORD) {
    $to.DestinationCredential = ConvertTo-Credential $env:REDSHIFTSYNC_TEST_DESTINATION_PASSWORD
}
try {
    $result = Sync-RedshiftCustomers $State @to -BatchSize $BatchSize -Table $Table -WarningAction SilentlyContinue
    "delivered $($result.RowsDelivered)"
} catch {
    "failed $($_.FullyQualifiedErrorId)"
    "$_"
    exit 1
}
