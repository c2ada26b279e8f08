# Syncs into a destination in a process of its own; what a scheduled script would look like.
param($State, $Destination, $BatchSize = 10000, [switch] $Wait)
$ErrorActionPreference = 'Stop'
Import-Module $env:REDSHIFTSYNC_TEST_MANIFEST
if ($Wait) {
    $null = [Console]::In.ReadLine()
    'begins'
}
$password = [securestring]::new()
$env:REDSHIFTSYNC_TEST_PASSWORD.ToCharArray() | ForEach-Object { $password.AppendChar($_) }
$credential = [pscredential]::new($env:REDSHIFTSYNC_TEST_USER, $password)
$security = @{ SslMode = $env:REDSHIFTSYNC_TEST_SSLMODE }
if ($env:REDSHIFTSYNC_TEST_ROOTCERTIFICATE) { $security.RootCertificate = $env:REDSHIFTSYNC_TEST_ROOTCERTIFICATE }
$null = Connect-Redshift $env:REDSHIFTSYNC_TEST_HOST $env:REDSHIFTSYNC_TEST_DATABASE $credential -Port $env:REDSHIFTSYNC_TEST_PORT @security
try {
    $result = Sync-RedshiftCustomers $State -Destination $Destination -BatchSize $BatchSize -WarningAction SilentlyContinue
    "delivered $($result.RowsDelivered)"
} catch {
    "failed $($_.FullyQualifiedErrorId)"
    exit 1
}
