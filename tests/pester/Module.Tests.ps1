BeforeAll {
    . "$PSScriptRoot/Support.ps1"

    # A separate process: loaded assemblies stay loaded.
    function Invoke-Pwsh([string] $Script) {
        Invoke-Shell -NoProfile -NonInteractive -Command $Script
    }

    # Part of scripts below.
    $script:connect = @'
$credential = [pscredential]::new($env:REDSHIFTSYNC_TEST_USER, (ConvertTo-SecureString $env:REDSHIFTSYNC_TEST_PASSWORD -AsPlainText -Force))
$security = @{ SslMode = $env:REDSHIFTSYNC_TEST_SSLMODE }
if ($env:REDSHIFTSYNC_TEST_ROOTCERTIFICATE) { $security.RootCertificate = $env:REDSHIFTSYNC_TEST_ROOTCERTIFICATE }
$null = Connect-Redshift $env:REDSHIFTSYNC_TEST_HOST $env:REDSHIFTSYNC_TEST_DATABASE $credential -Port $env:REDSHIFTSYNC_TEST_PORT @security
'@
}

Describe 'The staged module' {
    It 'has a valid manifest' {
        { Test-ModuleManifest $env:REDSHIFTSYNC_TEST_MANIFEST -ErrorAction Stop } | Should -Not -Throw
    }

    It 'exports exactly the commands and aliases that its manifest lists' {
        $manifest = Import-PowerShellDataFile $env:REDSHIFTSYNC_TEST_MANIFEST
        $exported = (Get-Command -Module RedshiftSync -CommandType Cmdlet).Name | Sort-Object
        $exported | Should -Be ($manifest.CmdletsToExport | Sort-Object)
        (Get-Alias Sync-RedshiftCustomer).Definition | Should -Be 'Sync-RedshiftCustomers'
    }

    It 'resolves the names of its types' {
        [RedshiftSync.Customer].FullName | Should -Be 'RedshiftSync.Customer'
        [RedshiftSync.TlsMode]::VerifyFull | Should -Be 'VerifyFull'
    }

    It 'does not load the adapters before the first connection' {
        $script = "Import-Module '$env:REDSHIFTSYNC_TEST_MANIFEST'; " + @'
Set-RedshiftSyncState "$([IO.Path]::GetTempPath())/$(New-Guid).json" -UpdatedAt 2024-05-01 -WhatIf
try { Get-RedshiftCustomerChange } catch { $_.FullyQualifiedErrorId }
"loaded: " + @([AppDomain]::CurrentDomain.GetAssemblies() | Where-Object FullName -Match 'Npgsql|Sqlite|RedshiftSync.Adapters').Count
'@
        $output = Invoke-Pwsh $script
        $output | Should -Contain 'loaded: 0'
        $output -match '^NotConnected' | Should -Not -BeNullOrEmpty
    }

    It 'works from a path with spaces, imported again, beside another Npgsql' {
        $folder = New-Item -ItemType Directory (Join-Path $TestDrive 'a folder with spaces')
        Copy-Item (Split-Path $env:REDSHIFTSYNC_TEST_MANIFEST) $folder -Recurse
        $manifest = (Get-ChildItem $folder -Filter RedshiftSync.psd1 -Recurse).FullName
        $script = @"
Add-Type -Path '$env:REDSHIFTSYNC_TEST_OTHER_NPGSQL'
`$other = [Npgsql.NpgsqlConnectionStringBuilder]::new('Host=here')
Import-Module '$manifest'
$connect
"first: " + @(Get-RedshiftCustomerChange -First 3).Count
Remove-Module RedshiftSync
Import-Module '$manifest' -Force
Import-Module '$manifest' -Force
$connect
"again: " + @(Get-RedshiftCustomerChange -First 3).Count
"sqlite: " + (Sync-RedshiftCustomers '$folder/s.json' -Destination '$folder/w.db').RowsDelivered
`$loaded = [AppDomain]::CurrentDomain.GetAssemblies() | ForEach-Object GetName | Where-Object Name -eq Npgsql
"Npgsql: " + (@(`$loaded | ForEach-Object { `$_.Version.Major } | Sort-Object) -join ' ') + ' ' + `$other.Host
"@
        $output = Invoke-Pwsh $script
        $output | Should -Contain 'first: 3'
        $output | Should -Contain 'again: 3'
        $output -match '^sqlite: [1-9]' | Should -Not -BeNullOrEmpty
        $output | Should -Contain 'Npgsql: 8 10 here'
    }

    It 'keeps connections of parallel runspaces apart' {
        $connection = Connect-Test
        $manifest = $env:REDSHIFTSYNC_TEST_MANIFEST
        $counts = 1..4 | ForEach-Object -Parallel {
            Import-Module $using:manifest
            $before = @(Get-RedshiftConnection).Count
            $before + @(Get-RedshiftCustomerChange -First 5 -Connection $using:connection).Count
        }
        $counts | Should -Be @(5, 5, 5, 5)
    }
}
