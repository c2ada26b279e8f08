# Runs everything once that the environment could affect, and prints the results independently of the culture.
param($Folder)
$ErrorActionPreference = 'Stop'
$env:REDSHIFTSYNC_TEST_SWITCHES -split ' ' | Where-Object { $_ } | ForEach-Object { [AppContext]::SetSwitch($_, $true) }
Import-Module $env:REDSHIFTSYNC_TEST_MANIFEST
$null = $ExecutionContext.SessionState.Path.SetLocation([wildcardpattern]::Escape($Folder))

function ConvertTo-Credential($User, $Text) {
    $secure = [securestring]::new()
    $Text.ToCharArray() | ForEach-Object { $secure.AppendChar($_) }
    [pscredential]::new($User, $secure)
}

# Returns only the ErrorId: the text of an error can come from the system, in the user's language.
function Get-Failure([scriptblock] $Script) {
    try {
        $null = & $Script
        'success'
    } catch {
        $_.FullyQualifiedErrorId
    }
}

$server = $env:REDSHIFTSYNC_TEST_HOST
$port = $env:REDSHIFTSYNC_TEST_PORT
$database = $env:REDSHIFTSYNC_TEST_DATABASE
$user = $env:REDSHIFTSYNC_TEST_USER
$credential = ConvertTo-Credential $user $env:REDSHIFTSYNC_TEST_PASSWORD
$tls = @{ SslMode = 'VerifyFull'; RootCertificate = $env:REDSHIFTSYNC_TEST_ROOTCERTIFICATE; Port = $port }
$address = "postgresql://${server}:$port/${database}?sslrootcert=$([uri]::EscapeDataString($env:REDSHIFTSYNC_TEST_ROOTCERTIFICATE))"
$withUser = $address.Replace('postgresql://', "postgresql://$user@")

Get-Failure { Connect-Redshift $server $database (ConvertTo-Credential $user 'wrong') @tls }
Get-Failure { Connect-Redshift $server $database $credential -Port $port -SslMode VerifyFull }
$connection = Connect-Redshift $server $database $credential @tls
"$($connection.User) $($connection.Database) $($connection.SslMode)"
foreach ($c in Get-RedshiftCustomerChange -Since 2024-01-01) {
    "row $($c.CustomerId) $($c.FirstName) $($c.LastName) $($c.Email) $($c.UpdatedAt.UtcDateTime.ToString('o'))"
}

# A literal after -Since is text; a DateTime is a point in time.
(Get-RedshiftCustomerChange -Since '2024-02-01' -First 1).UpdatedAt.UtcDateTime.ToString('o')
$since = [datetime]::SpecifyKind([datetime]::new(2024, 2, 1), 'Utc')
(Get-RedshiftCustomerChange -Since $since -First 1).UpdatedAt.UtcDateTime.ToString('o')

"sqlite $((Sync-RedshiftCustomers ./one.json -Destination ./w.db).RowsDelivered)"
"sqlite $(Test-RedshiftSync ./w.db -Quiet)"
"postgresql $((Sync-RedshiftCustomers ./two.json -Destination $address -DestinationCredential $credential).RowsDelivered)"
"postgresql $(Test-RedshiftSync $address -DestinationCredential $credential -Quiet)"
$pooled = @{
    Destination           = "postgresql://${server}:$($env:REDSHIFTSYNC_TEST_POOLER)/${database}?sslmode=disable"
    DestinationCredential = $credential
    DestinationTable      = 'pooled'
}
"pooler $((Sync-RedshiftCustomers ./pooled.json @pooled).RowsDelivered)"
Get-Failure { Sync-RedshiftCustomers ./three.json -Destination $address -MaxRetry 0 }
Get-Failure { Sync-RedshiftCustomers ./three.json -Destination $withUser -MaxRetry 0 }
Get-Failure { Test-RedshiftSync "$withUser&passfile=$([uri]::EscapeDataString("$PWD/passfile"))" -MaxRetry 0 }
Get-Failure { Get-RedshiftCustomerChange -Table testers.missing }

$state = Get-RedshiftSyncState ./two.json
"state $($state.Watermark) $($state.Source)"
'end'
