# Syncs into a destination in its own process, as a scheduled script would: customers, or another table with -KeyColumn. With -Tables,
# syncs several tables, whose state files are in the folder $State, and writes a line for each. Columns and tables are separated by commas.
param(
    $State, $Destination, $BatchSize = 10000, $Table = 'testers.customers', $KeyColumn, [switch] $Wait,
    $Tables, $Preference = 'Stop'
)
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
if ($Tables) {
    $ErrorActionPreference = $Preference
    $Tables.Split(',') | ForEach-Object { [pscustomobject]@{ Table = $_ } } | Sync-RedshiftTable -StateFolder $State @to |
        ForEach-Object { "result: $($_.Table) $($_.Status) $($_.ErrorId)".Trim() }
    'the end'
    return
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
