BeforeAll {
    . "$PSScriptRoot/Support.ps1"
    $null = Connect-Test
    $script:server = @{
        Server     = $env:REDSHIFTSYNC_TEST_HOST
        Port       = $env:REDSHIFTSYNC_TEST_PORT
        Database   = $env:REDSHIFTSYNC_TEST_DATABASE
        Credential = (Get-TestCredential)
        SslMode    = 'Disable'
    }
}

Describe 'ErrorIds' {
    It 'report a missing table' {
        Get-ErrorId { Get-RedshiftCustomerChange -Table testers.missing } | Should -Be 'TableNotFound'
        Get-ErrorId { Sync-RedshiftCustomers "$TestDrive/t.json" -Table missing.customers } | Should -Be 'TableNotFound'
        Test-Path "$TestDrive/t.json*" | Should -BeFalse
    }

    It 'report a missing column, a column of the wrong type and a missing permission' {
        Get-ErrorId { Get-RedshiftCustomerChange -EmailColumn missing } | Should -Be 'ColumnNotFound'
        Get-ErrorId { Get-RedshiftCustomerChange -UpdatedAtColumn email } | Should -Be 'ColumnTypeNotSupported'
        Invoke-Sql 'CREATE TABLE IF NOT EXISTS testers.secret AS SELECT * FROM testers.customers; REVOKE ALL ON testers.secret FROM PUBLIC'
        Get-ErrorId { Get-RedshiftCustomerChange -Table testers.secret } | Should -Be 'PermissionDenied'
    }

    It 'report <Expected>' -ForEach @(
        @{ Expected = 'LoginFailed'; Change = @{ Credential = 'wrong' } }
        @{ Expected = 'DatabaseNotFound'; Change = @{ Database = 'missing' } }
        @{ Expected = 'ConnectionFailedHostUnknown'; Change = @{ Server = 'no.such.host.invalid' } }
        @{ Expected = 'ConnectionFailed'; Change = @{ Port = 1 } }
        @{ Expected = 'TlsVerificationFailed'; Change = @{ SslMode = 'VerifyFull' } }
    ) {
        $settings = $server.Clone()
        foreach ($key in $Change.Keys) {
            $settings[$key] = if ($key -eq 'Credential') { Get-TestCredential -Text wrong } else { $Change[$key] }
        }
        Get-ErrorId { Connect-Redshift @settings } | Should -Be $Expected
    }

    It 'report a configuration that is not JSON, without quoting it' {
        Set-Content "$TestDrive/c.json" '{ "host": "h", "password": hunter2secret }'
        try {
            Connect-Redshift -ConfigurationPath "$TestDrive/c.json" -WarningAction SilentlyContinue
        } catch {
            $_.FullyQualifiedErrorId | Should -BeLike 'ConfigurationInvalid,*'
            ($_ | Format-List * -Force | Out-String) + ($_.Exception | Format-List * -Force | Out-String) | Should -Not -Match 'hunter2'
            $caught = $true
        }
        $caught | Should -BeTrue
    }

    It 'report a state path that cannot be written' {
        Get-ErrorId { Sync-RedshiftCustomers "$TestDrive/missing/folder/s.json" } | Should -Be 'StateFileNotWritable'
        Get-ErrorId { Sync-RedshiftCustomers "$TestDrive" } | Should -Be 'StateFileNotWritable'
    }

    It 'report an unusable destination' {
        Set-Content "$TestDrive/text.db" ('not a database ' * 100)
        Get-ErrorId { Sync-RedshiftCustomers "$TestDrive/d.json" -Destination "$TestDrive/text.db" } | Should -Be 'ParameterInvalid'
        Get-ErrorId { Sync-RedshiftCustomers "$TestDrive/d.json" -Destination "$TestDrive/missing/w.db" } |
            Should -Be 'DestinationUnavailable'
        Get-Content "$TestDrive/text.db" -TotalCount 1 | Should -BeLike 'not a database*'
    }

    It 'report a state of another source, unless -Force is given' {
        $null = Sync-RedshiftCustomers "$TestDrive/d.json" -Destination "$TestDrive/o.db"
        $null = Sync-RedshiftCustomers "$TestDrive/o.json"
        Get-ErrorId { Sync-RedshiftCustomers "$TestDrive/o.json" -Table testers.customers -EmailColumn first_name } |
            Should -Be 'StateSourceMismatch'
        Get-ErrorId { Sync-RedshiftCustomers "$TestDrive/o2.json" -Destination "$TestDrive/o.db" -EmailColumn first_name } |
            Should -BeIn 'StateDestinationMismatch', 'DestinationSchemaMismatch'
        Get-ErrorId { Sync-RedshiftCustomers "$TestDrive/o.json" -EmailColumn first_name -Force } | Should -BeNullOrEmpty
    }

    It 'report a checkpoint of a destination in the pipeline, until it is released' {
        Get-ErrorId { Sync-RedshiftCustomers "$TestDrive/d.json" } | Should -Be 'StateConsumerMismatch'
        Get-ErrorId { Sync-RedshiftCustomers "$TestDrive/d.json" -ForEachBatch { } -Force } | Should -Be 'StateConsumerMismatch'
        Get-ErrorId { Set-RedshiftSyncState "$TestDrive/none.json" -ReleaseConsumer } | Should -Be 'StateFileNotFound'
        Get-ErrorId { Set-RedshiftSyncState "$TestDrive/d.json" 2024-05-01 -ReleaseConsumer -WhatIf } | Should -BeNullOrEmpty

        Set-RedshiftSyncState "$TestDrive/d.json" -ReleaseConsumer -WarningVariable warning -WarningAction SilentlyContinue

        $warning | Should -HaveCount 1
        (Get-RedshiftSyncState "$TestDrive/d.json").Consumer | Should -BeNullOrEmpty
        Get-ErrorId { Sync-RedshiftCustomers "$TestDrive/d.json" } | Should -BeNullOrEmpty
        (Get-RedshiftSyncState "$TestDrive/d.json").Consumer | Should -Be 'the pipeline or -ForEachBatch'
    }
}

Describe 'Two syncs on one state file' {
    It 'make the second fail at once, <Name>' -ForEach @(
        @{ Name = 'both down the pipeline'; Second = @{} }
        @{ Name = 'the second into a destination'; Second = @{ Destination = 'locked.db' } }
    ) {
        $state = Join-Path $TestDrive "$([guid]::NewGuid()).json"
        if ($Second.Destination) { $Second = @{ Destination = Join-Path $TestDrive $Second.Destination } }
        $first = [ref] $true
        $seen = Sync-RedshiftCustomers $state | ForEach-Object {
            if ($first.Value) {
                $first.Value = $false
                Get-ErrorId { Sync-RedshiftCustomers $state @Second }
                Get-ErrorId { Set-RedshiftSyncState $state -UpdatedAt 2024-05-01 -ErrorAction Stop }
            }
        }
        $seen | Should -Be @('StateFileLocked', 'StateFileLocked')
        (Get-RedshiftSyncState $state).Watermark | Should -Not -BeNullOrEmpty
    }

    It 'make the second fail in another process, naming the first' {
        $state = Join-Path $TestDrive 'process.json'
        $first = [ref] $true
        $message = Sync-RedshiftCustomers $state | ForEach-Object {
            if ($first.Value) {
                $first.Value = $false
                Invoke-Shell -NoProfile -NonInteractive -Command "
                    `$null = Import-Module '$env:REDSHIFTSYNC_TEST_MANIFEST'; . '$PSScriptRoot/Support.ps1'; `$null = Connect-Test
                    try { Sync-RedshiftCustomers '$state' } catch { `$_.FullyQualifiedErrorId; `$_.Exception.Message }"
            }
        }
        $message[0] | Should -BeLike 'StateFileLocked,*'
        $message[1] | Should -Match "process $PID "
    }
}

Describe 'The password' {
    It 'appears nowhere' {
        $secret = $env:REDSHIFTSYNC_TEST_PASSWORD
        $secret.Length | Should -BeGreaterThan 3
        $connection = Connect-Test -Verbose 4>&1 5>&1
        $shown = @(
            $connection | Format-List * -Force | Out-String
            $connection | ConvertTo-Json -Depth 5 -WarningAction SilentlyContinue
            [System.Management.Automation.PSSerializer]::Serialize($connection, 5)
            Sync-RedshiftCustomers "$TestDrive/p.json" -Verbose 4>&1 | Out-String
            Get-Content "$TestDrive/p.json" -Raw
        ) -join "`n"
        $shown | Should -Not -Match ([regex]::Escape($secret))
    }
}
