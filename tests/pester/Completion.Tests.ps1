BeforeAll {
    . "$PSScriptRoot/Support.ps1"
    $script:connection = Connect-Test
    Add-CustomerTable completed "SELECT 1, 'a', 'b', 'c', timestamp '2024-05-01'"
    $null = Get-RedshiftTable -Schema testers
    $null = Get-RedshiftColumn testers.completed

    function Get-Completion([string] $Line) {
        (TabExpansion2 $Line $Line.Length).CompletionMatches.CompletionText
    }
}

Describe 'Tab' {
    It 'completes tables that were listed' {
        Get-Completion 'Get-RedshiftCustomerChange -Table testers.comp' | Should -Be 'testers.completed'
        Get-Completion 'Get-RedshiftColumn testers.comp' | Should -Be 'testers.completed'
        Get-Completion 'Sync-RedshiftCustomers ./s.json -Table ' | Should -Contain 'testers.customers'
    }

    It 'completes columns of a suitable type' {
        Get-Completion 'Get-RedshiftCustomerChange -Table testers.completed -UpdatedAtColumn ' | Should -Be 'updated_at'
        Get-Completion 'Get-RedshiftCustomerChange -Table testers.completed -CustomerIdColumn ' | Should -Be 'customer_id'
        Get-Completion 'Get-RedshiftCustomerChange -Table testers.completed -EmailColumn ' |
            Should -Be @('first_name', 'last_name', 'email')
    }

    It 'completes connections, zones, lags and the values of enumerations' {
        Set-Variable theirConnection $connection -Scope Global
        try {
            Get-Completion 'Get-RedshiftCustomerChange -Connection $their' | Should -Contain '$theirConnection'
            Get-Completion 'Get-RedshiftCustomerChange -Connection ' | Should -Contain '$theirConnection'
        } finally {
            Remove-Variable theirConnection -Scope Global
        }
        Get-Completion 'Get-RedshiftCustomerChange -TimeZone Europe/Berl' | Should -Be 'Europe/Berlin'
        Get-Completion 'Sync-RedshiftCustomers ./s.json -SafetyLag 5' | Should -Be '5m'
        Get-Completion 'Sync-RedshiftCustomers ./s.json -NullTimestamp I' | Sort-Object | Should -Be @('Ignore', 'Include')
        Get-Completion 'Connect-Redshift -SslMode Verify' | Sort-Object | Should -Be @('VerifyCA', 'VerifyFull')
    }

    It 'completes state files, and the run that is staged in one' {
        Push-Location $TestDrive
        try {
            $null = Sync-RedshiftCustomers ./a.state.json -Table testers.completed -Checkpoint Manual
            $null = New-Item notes.txt
            (Get-Completion 'Get-RedshiftSyncState ') -replace '\\', '/' | Should -Be './a.state.json'
            $run = (Get-RedshiftSyncState ./a.state.json).StagedRunId
            Get-Completion 'Confirm-RedshiftSyncState ./a.state.json -RunId ' | Should -Be "$run"
        } finally {
            Pop-Location
        }
    }

    It 'completes paths as their parameters take them, with brackets in their names: <Line>' -ForEach @(
        @{ Line = 'Set-RedshiftSyncState ./b' }
        @{ Line = 'Set-RedshiftSyncState ./b[' }
        @{ Line = 'Get-RedshiftSyncState ./b' }
        @{ Line = 'Get-RedshiftSyncState -LiteralPath ./b' }
        @{ Line = 'Sync-RedshiftCustomers ./x.json -Destination ./b' }
        @{ Line = 'Connect-Redshift -ConfigurationPath "./b' }
    ) {
        $null = [IO.Directory]::CreateDirectory("$TestDrive/dir [2]")
        Push-Location -LiteralPath "$TestDrive/dir [2]"
        try {
            Set-RedshiftSyncState 'b[1].json' -UpdatedAt 2024-05-01
            $completed = & ([scriptblock]::Create("Write-Output $(Get-Completion $Line)"))
            if ($Line -match '^Get-RedshiftSyncState \./') { $completed = [WildcardPattern]::Unescape($completed) }
            $completed -replace '\\', '/' | Should -Contain './b[1].json'
        } finally {
            Pop-Location
        }
    }

    It 'completes values for a new checkpoint' {
        Push-Location $TestDrive
        try {
            $null = Sync-RedshiftCustomers ./moved.state.json -Table testers.completed -Destination ./moved.sqlite
            $state = Get-RedshiftSyncState ./moved.state.json
            $times = Get-Completion 'Set-RedshiftSyncState ./moved.state.json -UpdatedAt '
            $times | Should -Be @($state.Watermark.UpdatedAt, $state.LastRun.CompleteUntil, $state.Start | ForEach-Object { '{0}' -f $_ })
            $times[0] | Should -Match '^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$'
            Get-Completion "Set-RedshiftSyncState ./moved.state.json $($times[0]) -CustomerId " | Should -Be '1'
            Get-Completion 'Set-RedshiftSyncState ./none.state.json -UpdatedAt ' | Should -BeNullOrEmpty
        } finally {
            Pop-Location
        }
    }

    It 'completes names and schemas of listed tables, and tables of a destination' {
        Get-Completion 'Get-RedshiftTable compl' | Should -Be 'completed'
        Get-Completion 'Get-RedshiftTable -Schema test' | Should -Be 'testers'
        Get-Completion 'Sync-RedshiftCustomers ./s.json -Destination ./d.sqlite -DestinationTable testers.comp' |
            Should -Be 'testers.completed'
    }

    It 'completes servers, databases and environments' {
        Get-Completion 'Connect-Redshift ' | Should -Contain $connection.Server
        Get-Completion "Connect-Redshift -Server x -Database " | Should -Contain $connection.Database
        $env:COMPLETED_HOST = 'somewhere'
        $env:COMPLETED_DATABASE = 'dev'
        $env:UNCOMPLETED_HOST = 'nowhere'
        try {
            Get-Completion 'Connect-Redshift -EnvironmentPrefix complet' | Should -Be 'COMPLETED_'
            Get-Completion 'Connect-Redshift -EnvironmentPrefix uncomplet' | Should -BeNullOrEmpty
        } finally {
            Remove-Item env:COMPLETED_HOST, env:COMPLETED_DATABASE, env:UNCOMPLETED_HOST
        }
    }

    It 'completes times from which one commonly reads, in any culture' {
        $culture = [cultureinfo]::CurrentCulture
        try {
            [cultureinfo]::CurrentCulture = 'th-TH'
            $times = Get-Completion 'Get-RedshiftCustomerChange -Since '
        } finally {
            [cultureinfo]::CurrentCulture = $culture
        }
        $times | Should -Contain ([datetime]::UtcNow.Date.AddDays(-7).ToString("yyyy-MM-dd'T'00:00:00'Z'", [cultureinfo]::InvariantCulture))
        $times | ForEach-Object { Get-RedshiftCustomerChange -Table testers.completed -Since $_ -First 1 } | Should -BeNullOrEmpty
    }

    It 'never queries the server' {
        $before = Get-SessionCount 'completion'
        $null = Connect-Test 'completion'
        $null = Get-Completion 'Get-RedshiftCustomerChange -Table '
        $null = Get-Completion 'Get-RedshiftCustomerChange -EmailColumn '
        Get-SessionCount 'completion' | Should -Be $before
    }
}

Describe 'The tables and columns of a source' {
    It 'are listed: <Name>' -ForEach @(
        @{ Name = 'tables'; Script = { (Get-RedshiftTable comp*).Table }; Expected = 'testers.completed' }
        @{ Name = 'tables of a schema'; Script = { (Get-RedshiftTable -Schema test*).Table }; Expected = 'testers.customers' }
        @{
            Name     = 'columns of a listed table'
            Script   = { (Get-RedshiftTable completed | Get-RedshiftColumn).Name }
            Expected = 'updated_at'
        }
        @{
            Name     = 'kinds'
            Script   = { Get-RedshiftColumn testers.completed | ForEach-Object { "$($_.Name) $($_.Kind)" } }
            Expected = 'customer_id WholeNumber'
        }
    ) {
        & $Script | Should -Contain $Expected
    }

    It 'do not include system tables' {
        (Get-RedshiftTable).Schema | Where-Object { $_ -like 'pg_*' -or $_ -eq 'information_schema' } | Should -BeNullOrEmpty
    }

    It 'are an error for a missing table' {
        Get-ErrorId { Get-RedshiftColumn testers.missing -ErrorAction Stop } | Should -Be 'TableNotFound'
    }
}
