# Syncs into a destination in its own process, as a scheduled script would.
# -KeyColumn, separated by commas, is for tables other than customers.
param($State, $Destination, $BatchSize = 10000, $Table = 'testers.customers', $KeyColumn, [switch] $Wait)
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
    $how = @{ BatchSize = $BatchSize; Table = $Table; WarningAction = 'SilentlyContinue' }
    $result = if ($KeyColumn) {
        Sync-RedshiftTable -StatePath $State @to @how -KeyColumn $KeyColumn.Split(',')
    } else {
        Sync-RedshiftCustomers $State @to @how
    }
    "delivered $($result.RowsDelivered)"
} catch {
    "failed $($_.FullyQualifiedErrorId)"
    "$_"
    exit 1
}
