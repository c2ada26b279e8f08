# Syncs several tables as a scheduled script does, with a line for each result. $Tables is separated by commas.
param($StateFolder, $Destination, $Tables, $Preference)
$ErrorActionPreference = $Preference
Import-Module $env:REDSHIFTSYNC_TEST_MANIFEST

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
$Tables.Split(',') | ForEach-Object { [pscustomobject]@{ Table = $_ } } | Sync-RedshiftTable -StateFolder $StateFolder @to |
    ForEach-Object { "result: $($_.Table) $($_.Status) $($_.ErrorId)".Trim() }
'the end'
