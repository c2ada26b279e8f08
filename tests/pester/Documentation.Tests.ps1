BeforeDiscovery {
    # The code blocks of README and help, unchanged.
    $root = (Resolve-Path "$PSScriptRoot/../..").Path
    $examples = @(Get-Item "$root/README.md") + @(Get-ChildItem "$root/docs/en-US" -Filter *.md) | ForEach-Object {
        $page = $_.BaseName
        $count = 0
        [regex]::Matches((Get-Content $_ -Raw), '(?ms)^```powershell\r?\n(.*?)^```') | ForEach-Object {
            $count++
            $code = $_.Groups[1].Value
            $needs = switch -Regex ($code) {
                'ClusterCredential' { 'AWS' }
                'Get-Secret' { 'a vault' }
                'Install-PSResource' { 'a repository' }
            }
            @{ Page = $page; Number = $count; Code = $code; Needs = @($needs) -join ' and ' }
        }
    }
    $marked = @($examples | Where-Object Needs)
    $counts = "$($examples.Count), of which $($marked.Count) need AWS, a vault or a repository and run with stubs of those"
    Write-Information "examples: $counts" -InformationAction Continue
}

BeforeAll {
    . "$PSScriptRoot/Support.ps1"
    Invoke-Sql @'
CREATE SCHEMA IF NOT EXISTS crm;
CREATE TABLE IF NOT EXISTS crm.clients (client_no integer, first_name varchar(50), last_name varchar(50), email varchar(50),
    modified timestamp);
GRANT USAGE ON SCHEMA crm TO PUBLIC; GRANT SELECT ON crm.clients TO PUBLIC;
CREATE SCHEMA IF NOT EXISTS staging; GRANT ALL ON SCHEMA staging TO PUBLIC;
DROP TABLE IF EXISTS testers.local_time;
CREATE TABLE testers.local_time AS SELECT customer_id, first_name, last_name, email, updated_at::timestamp
    FROM testers.customers WHERE customer_id < 1010;
GRANT SELECT ON testers.local_time TO PUBLIC;
'@
    Add-ShopTable
    $ours = Get-TestCredential

    # Replacements for commands that need a person, AWS or a vault, under the same names, hence in the global scope.
    Set-Item function:global:Get-Credential { $ours }.GetNewClosure()
    Set-Item function:global:Get-Secret { $ours }.GetNewClosure()
    Set-Item function:global:Get-RSClusterCredential {
        param($ClusterIdentifier, $DbUser, $DbName)
        $null = $ClusterIdentifier, $DbUser, $DbName
        [pscustomobject] @{
            DbUser     = $ours.UserName
            DbPassword = $ours.GetNetworkCredential().Password
            Expiration = (Get-Date).AddMinutes(15)
        }
    }.GetNewClosure()
    # Package.Tests.ps1 installs from a folder. Here, the user's repositories and modules are left alone.
    Set-Item function:global:Register-PSResourceRepository {
        param([string] $Name, [string] $Uri, [switch] $Trusted)
        if (-not (Test-Path -LiteralPath $Uri)) { throw "There is no folder '$Uri' for '$Name' ($Trusted)." }
    }
    Set-Item function:global:Install-PSResource {
        param([string] $Name, [string] $Repository)
        $null = $Name, $Repository
    }

    $script:backend = "postgresql://$($env:REDSHIFTSYNC_TEST_BACKEND_HOST):$($env:REDSHIFTSYNC_TEST_BACKEND_PORT)/" +
        "$($env:REDSHIFTSYNC_TEST_DATABASE)?sslmode=disable"

    # Host names that do not exist, and a port as for a tunnel.
    function Convert-Host([string] $Code) {
        $Code -replace '(amazonaws\.com):5439', "`$1:$($env:REDSHIFTSYNC_TEST_PORT)" `
            -replace 'demo\.abc123\.eu-west-1\.redshift\.amazonaws\.com', $env:REDSHIFTSYNC_TEST_HOST `
            -replace 'postgresql://db\.example\.org/crm', "'$backend'" `
            -replace '15439', $env:REDSHIFTSYNC_TEST_PORT `
            -replace '\./out/RedshiftSync/[\d.]+/RedshiftSync\.psd1', $env:REDSHIFTSYNC_TEST_MANIFEST `
            -replace 'Resolve-Path \./out', "Resolve-Path '$(Split-Path (Split-Path (Split-Path $env:REDSHIFTSYNC_TEST_MANIFEST)))'"
    }
}

AfterAll {
    'Get-Credential', 'Get-Secret', 'Get-RSClusterCredential', 'Register-PSResourceRepository', 'Install-PSResource' |
        ForEach-Object { Remove-Item "function:$_" }
}

# Otherwise pwsh -File ends with 0, although tables have failed.
Describe 'Example <Number> of <Page> syncs several tables, and' -ForEach @(
    $examples | Where-Object Code -Match 'Sync-RedshiftTable.*-StateFolder'
) {
    It 'stops at an error' {
        $Code | Should -Match '(?m)^\$ErrorActionPreference = ''Stop''\r?$'
    }
}

Describe 'Example <Number> of <Page>' -ForEach $examples {
    BeforeAll {
        Enter-Folder (New-Item -ItemType Directory "$TestDrive/$Page-$Number").FullName
        'configuration', 'old', 'new' | ForEach-Object { Export-Configuration "./$_.json" }
        'HOST', 'PORT', 'DATABASE', 'USER', 'PASSWORD' |
            ForEach-Object { Set-Item "env:REDSHIFT_$_" (Get-Item "env:REDSHIFTSYNC_TEST_$_").Value }
        $PSDefaultParameterValues = @{ 'Connect-Redshift:SslMode' = $env:REDSHIFTSYNC_TEST_SSLMODE }
        if ($env:REDSHIFTSYNC_TEST_ROOTCERTIFICATE) {
            $PSDefaultParameterValues['Connect-Redshift:RootCertificate'] = $env:REDSHIFTSYNC_TEST_ROOTCERTIFICATE
        }
        # Not if the port is in a file: the parameter does not exist then.
        if ($Code -match '-Server|\$server') { $PSDefaultParameterValues['Connect-Redshift:Port'] = $env:REDSHIFTSYNC_TEST_PORT }
        if ($Code -match 'VerifyCA' -and $env:REDSHIFTSYNC_TEST_SSLMODE -eq 'Disable') { $Code = $Code -replace 'VerifyCA', 'Disable' }
        $script:server = $env:REDSHIFTSYNC_TEST_HOST
        $script:credential = $ours
        $null = Connect-Test
        $null = Sync-RedshiftCustomers ./customers.state.json -Destination ./warehouse.db
        if ($Page -eq 'Test-RedshiftSync') {
            $to = @{ Destination = $backend; DestinationCredential = $ours; DestinationTable = 'staging.customers' }
            $null = Sync-RedshiftCustomers ./other.state.json @to
            $null = Sync-RedshiftTable shop.orders ./orders.state.json -Destination ./warehouse.db
        }
        if ($Page -eq 'Confirm-RedshiftSyncState') {
            Remove-Item ./customers.state.json*
            $null = Sync-RedshiftCustomers ./customers.state.json -Checkpoint Manual
        }
        if ($Code -match 'Get-RedshiftCustomerChange.*-TimeZone') {
            $PSDefaultParameterValues['Get-RedshiftCustomerChange:Table'] = 'testers.local_time'
        }
        if ($Code -match 'all\.state|orders\.state') { Remove-Item ./*.state.json }
        if ($Code -match 'before-replay') { $null = Sync-RedshiftTable shop.orders ./orders.state.json -ForEachBatch { } }
    }

    It 'runs as shown<Needs>' {
        $ErrorActionPreference = 'Stop'
        $script = [scriptblock]::Create((Convert-Host $Code))
        { . $script *> $null } | Should -Not -Throw
    }

    AfterAll {
        Exit-Folder
        Get-ChildItem env:REDSHIFT_* | Remove-Item
    }
}
