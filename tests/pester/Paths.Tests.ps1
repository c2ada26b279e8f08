BeforeAll {
    . "$PSScriptRoot/Support.ps1"
    $script:connection = Connect-Test
    Add-CustomerTable paths "SELECT i, 'a', 'b', 'c', timestamp '2024-05-01' FROM generate_series(1, 3) i"
    $script:T = @{ Table = 'testers.paths' }

    # A folder with brackets in its name, and a state file in it with brackets, an apostrophe and a typographic quote in its name.
    function Enter-TestFolder {
        $folder = Join-Path $TestDrive "dir [1] $([guid]::NewGuid())"
        $null = [IO.Directory]::CreateDirectory($folder)
        Push-Location -LiteralPath $folder
        Set-RedshiftSyncState 'plain.json' -UpdatedAt 2024-04-01
        Set-RedshiftSyncState "it's $([char]0x2019) [1].json" -UpdatedAt 2024-04-02
    }
}

Describe 'A path' {
    BeforeEach { Enter-TestFolder }
    AfterEach { Pop-Location }

    It 'comes from an object that has one: <Name>' -ForEach @(
        @{ Name = 'files'; Objects = { Get-ChildItem *.json } }
        @{ Name = 'resolved paths'; Objects = { Resolve-Path *.json } }
        @{ Name = 'states'; Objects = { Get-RedshiftSyncState *.json } }
        @{
            Name    = 'states from elsewhere'
            Objects = {
                $xml = [System.Management.Automation.PSSerializer]::Serialize((Get-RedshiftSyncState *.json))
                [System.Management.Automation.PSSerializer]::Deserialize($xml)
            }
        }
        @{ Name = 'objects with a Path'; Objects = { Get-ChildItem *.json | ForEach-Object { [pscustomobject]@{ Path = $_.FullName } } } }
    ) {
        @(. $Objects | Get-RedshiftSyncState).Count | Should -Be 2
        @(. $Objects | Set-RedshiftSyncState -UpdatedAt 2024-03-01 -PassThru).Count | Should -Be 2
        @(. $Objects | ForEach-Object { $_ | Sync-RedshiftCustomers @T }).Count | Should -Be 6
        . $Objects | Clear-RedshiftSyncState
        Get-ChildItem | Should -BeNullOrEmpty
    }

    It 'is an argument as well as input: <Name>' -ForEach @(
        @{ Name = 'a file'; Argument = { Get-ChildItem it* -Include *.json } }
        @{ Name = 'a state'; Argument = { Get-RedshiftSyncState it*.json } }
    ) {
        $value = . $Argument
        (Get-RedshiftSyncState $value).Watermark | Should -Not -BeNullOrEmpty
        (Get-RedshiftSyncState -LiteralPath $value).Watermark | Should -Not -BeNullOrEmpty
        Set-RedshiftSyncState $value -UpdatedAt 2024-03-01
        @(Sync-RedshiftCustomers $value @T).Count | Should -Be 3
        @(Get-ChildItem *.json).Count | Should -Be 2
    }

    It 'is not the text of any other object: <Name>' -ForEach @(
        @{ Name = 'a table'; Value = { Get-RedshiftTable paths -Schema testers } }
        @{ Name = 'a connection'; Value = { Get-RedshiftConnection } }
        @{ Name = 'a hash table'; Value = { @{ a = 1 } } }
        @{ Name = 'true'; Value = { $true } }
        @{ Name = 'a table among paths'; Value = { 'plain.json', (Get-RedshiftTable paths -Schema testers) } }
    ) {
        $object = . $Value
        $before = (Get-ChildItem).Name
        $commands = @(
            { Get-RedshiftSyncState $object }
            { Get-RedshiftSyncState -LiteralPath $object }
            { Set-RedshiftSyncState $object -UpdatedAt 2024-05-01 }
            { Clear-RedshiftSyncState $object }
            { Confirm-RedshiftSyncState $object }
            { Sync-RedshiftCustomers $object @T }
            { Sync-RedshiftCustomers plain.json @T -Destination $object }
            { Test-RedshiftSync $object @T }
            { Connect-Redshift -ConfigurationPath $object }
            { Connect-Redshift -EnvironmentPrefix A -RootCertificate $object }
        )
        foreach ($command in $commands) {
            Get-ErrorId $command | Should -Be 'ParameterArgumentTransformationError' -Because $command
        }
        (Get-ChildItem).Name | Should -Be $before
    }

    It 'is not the text of an object of the pipeline' {
        $before = (Get-ChildItem).Name
        Get-ErrorId { Get-RedshiftTable paths -Schema testers | Set-RedshiftSyncState -UpdatedAt 2024-05-01 } |
            Should -Be 'InputObjectNotBound'
        Get-ErrorId { Get-RedshiftConnection | Clear-RedshiftSyncState } | Should -Be 'InputObjectNotBound'
        Get-ErrorId { Get-RedshiftTable paths -Schema testers | Sync-RedshiftCustomers } | Should -Be 'InputObjectMissingMandatory'
        (Get-ChildItem).Name | Should -Be $before
    }

    It 'with wildcards is read, and refused where files change: <_>' -ForEach '*.json', 'p?ain.json' {
        $pattern = $_
        @(Get-RedshiftSyncState $pattern).Count | Should -BeGreaterThan 0
        $before = (Get-ChildItem).Name
        $commands = @(
            { Get-RedshiftSyncState -LiteralPath $pattern }
            { Set-RedshiftSyncState $pattern -UpdatedAt 2024-05-01 }
            { Clear-RedshiftSyncState $pattern }
            { Confirm-RedshiftSyncState $pattern }
            { Sync-RedshiftCustomers $pattern @T }
            { Sync-RedshiftCustomers plain.json @T -Destination "$pattern.db" }
            { Connect-Redshift -ConfigurationPath $pattern }
        )
        foreach ($command in $commands) {
            Get-ErrorId $command | Should -Be 'PathInvalid' -Because $command
        }
        (Get-ChildItem).Name | Should -Be $before
    }

    It 'of a file that exists is that file, wildcards or not' {
        $name = (Get-ChildItem it* -Include *.json).Name
        '{0}' -f (Get-RedshiftSyncState $name).Watermark.UpdatedAt | Should -Be '2024-04-02T00:00:00.000000Z'
        @(Get-RedshiftSyncState ([WildcardPattern]::Escape($name))).Count | Should -Be 1
        @(Get-RedshiftSyncState 'i[t]*.json').Count | Should -Be 1
    }

    It 'binds to a destination and to a configuration file' {
        $null = Sync-RedshiftCustomers plain.json @T -Destination 'w [1].db'
        Get-ChildItem -Filter *.db | Test-RedshiftSync @T -Quiet | Should -BeTrue
        $values = @{
            host     = "$($env:REDSHIFTSYNC_TEST_HOST):$($env:REDSHIFTSYNC_TEST_PORT)/$($env:REDSHIFTSYNC_TEST_DATABASE)"
            user     = $env:REDSHIFTSYNC_TEST_USER
            password = $env:REDSHIFTSYNC_TEST_PASSWORD
            sslMode  = $env:REDSHIFTSYNC_TEST_SSLMODE
        }
        if ($env:REDSHIFTSYNC_TEST_ROOTCERTIFICATE) { $values.rootCertificate = $env:REDSHIFTSYNC_TEST_ROOTCERTIFICATE }
        [IO.File]::WriteAllText("$PWD/c[1].config", ($values | ConvertTo-Json))
        (Get-ChildItem -Filter *.config | Connect-Redshift -WarningAction Ignore).Database | Should -Be $env:REDSHIFTSYNC_TEST_DATABASE
    }
}

Describe 'Advice that is a command' {
    BeforeEach { Enter-TestFolder }
    AfterEach { Pop-Location }

    It 'runs unchanged' {
        $path = (Get-ChildItem it* -Include *.json).FullName
        Set-RedshiftSyncState $path -UpdatedAt 2024-03-01
        [IO.File]::Delete($path)
        try { $null = Sync-RedshiftCustomers $path @T } catch { $caught = $_ }
        $caught.FullyQualifiedErrorId | Should -BeLike 'StateFileDamaged,*'
        foreach ($command in 'Copy-Item', 'Clear-RedshiftSyncState') {
            Invoke-Expression ([regex]::Match($caught.Exception.Message, "$command .*?'(?=\.( |$))").Value)
            [IO.File]::Exists($path) | Should -Be ($command -eq 'Copy-Item')
        }
    }
}
