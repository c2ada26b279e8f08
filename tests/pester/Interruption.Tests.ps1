BeforeAll {
    . "$PSScriptRoot/Support.ps1"
    $application = 'RedshiftSync interruption'
    $null = Connect-Test $application
    Add-CustomerTable million "SELECT i, 'First' || i, 'Last' || i, 'c' || i || '@example.org',
        timestamp '2024-01-02' + i * interval '37.000001 second' FROM generate_series(1, 1000000) i"
    $script:T = @{ Table = 'testers.million'; WarningAction = 'SilentlyContinue' }

    function Initialize-State([string] $File) {
        $path = Join-Path $TestDrive $File
        Set-RedshiftSyncState $path -UpdatedAt 2024-01-03T00:00:00Z -CustomerId 7
        $path
    }

    # One row makes the server wait for a minute before it sends any.
    Invoke-Sql @'
CREATE OR REPLACE VIEW testers.silent AS
SELECT customer_id, CASE WHEN customer_id = 7000 THEN pg_sleep(60)::text::varchar ELSE first_name END AS first_name,
    last_name, email, updated_at
FROM testers.million WHERE customer_id < 8000;
GRANT SELECT ON testers.silent TO PUBLIC
'@

    # A pipeline in its own runspace, which another thread can stop, as Ctrl+C does in a console.
    function Open-Pipeline([string] $Command, [string] $State) {
        $shell = [powershell]::Create()
        $null = $shell.AddScript({
                param($manifest, $connection, $state, $command)
                # The parameter of a command that the analyzer does not know.
                $null = $state
                Import-Module $manifest
                $PSDefaultParameterValues = @{ '*-Redshift*:Connection' = $connection }
                . ([scriptblock]::Create($command))
            }.ToString()).AddParameters(@($env:REDSHIFTSYNC_TEST_MANIFEST, (Get-RedshiftConnection), $State, $Command))
        @{ Shell = $shell; Handle = $shell.BeginInvoke() }
    }

    function Close-Pipeline($Running, [scriptblock] $Ready) {
        try {
            $deadline = [datetime]::UtcNow.AddSeconds(60)
            while (-not (& $Ready)) {
                $Running.Handle.IsCompleted | Should -BeFalse -Because 'it should still run'
                [datetime]::UtcNow | Should -BeLessThan $deadline
                Start-Sleep -Milliseconds 20
            }
            $Running.Handle.IsCompleted | Should -BeFalse
            $Running.Shell.Stop()
            $Running.Shell.InvocationStateInfo.State | Should -Be 'Stopped'
        } finally {
            $Running.Shell.Dispose()
        }
    }

    # After every interruption: the checkpoint is unchanged, and there is no session and no lock.
    function Assert-Untouched([string] $State) {
        (Get-RedshiftSyncState $State).Watermark.ToString() | Should -Be '2024-01-03T00:00:00.000000Z / 7'
        Get-SessionCount $application | Should -Be 0
        Get-ChildItem (Split-Path $State) -Filter "$(Split-Path -Leaf $State).lock*" | Should -BeNullOrEmpty
    }
}

Describe 'An interrupted sync' {
    It 'keeps the checkpoint when Select-Object -First stops the pipeline' {
        $state = Initialize-State first.json
        @(Sync-RedshiftCustomers $state @T | Select-Object -First 2).Count | Should -Be 2
        Assert-Untouched $state
        (Get-RedshiftSyncState $state).StagedRunId | Should -BeNullOrEmpty
    }

    It 'keeps the checkpoint when a command downstream throws in its process block' {
        $state = Initialize-State process.json
        { Sync-RedshiftCustomers $state @T | ForEach-Object { throw 'enough' } } | Should -Throw 'enough'
        Assert-Untouched $state
    }

    It 'keeps the checkpoint when a command downstream throws in its end block' {
        $state = Initialize-State end.json
        { Sync-RedshiftCustomers $state @T | ForEach-Object -Process { } -End { throw 'enough' } } | Should -Throw 'enough'
        Assert-Untouched $state
        (Get-RedshiftSyncState $state).StagedWatermark.CustomerId | Should -Be 1000000
    }

    It 'keeps the checkpoint when the loop around it breaks' {
        $state = Initialize-State break.json
        foreach ($once in 1) {
            Sync-RedshiftCustomers $state @T | ForEach-Object { break }
        }
        Assert-Untouched $state
    }

    It 'keeps the checkpoint when Export-Csv finds the disk full' -Skip:(-not (Test-Path /dev/full)) {
        $state = Initialize-State full.json
        { Sync-RedshiftCustomers $state @T | Export-Csv /dev/full } | Should -Throw
        Assert-Untouched $state

        # Few rows stay in the writer's buffer until its end block.
        $state = Initialize-State fullend.json
        { Sync-RedshiftCustomers $state | Export-Csv /dev/full } | Should -Throw
        Assert-Untouched $state
    }

    It 'keeps the checkpoint and warns in the next run about a staged checkpoint' {
        $state = Initialize-State staged.json
        { Sync-RedshiftCustomers $state | ForEach-Object -Process { } -End { throw 'enough' } } | Should -Throw
        $rows = Sync-RedshiftCustomers $state -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings | Should -HaveCount 1
        @($rows).Count | Should -BeGreaterThan 0
        (Get-RedshiftSyncState $state).Watermark.CustomerId | Should -Be $rows[-1].CustomerId
    }

    It 'is ended by a stop of its pipeline, <Name>' -ForEach @(
        @{
            Name    = 'while the server is silent'
            Command = 'Sync-RedshiftCustomers $state -Table testers.silent | Out-Null'
            Ready   = {
                0 -lt (Invoke-Sql "SELECT count(*) FROM pg_stat_activity
                    WHERE application_name = '$application' AND query LIKE '%silent%ORDER BY%'")
            }
        }
        @{
            Name    = 'while rows stream'
            Command = 'Sync-RedshiftCustomers $state -Table testers.million | ForEach-Object {
                if (-not $seen) { $seen = $true; Set-Content "$state.ready" yes }
                Start-Sleep -Milliseconds 1
            }'
            Ready   = { Test-Path "$state.ready" }
        }
        @{
            Name    = 'while a command downstream ends'
            Command = 'Sync-RedshiftCustomers $state | ForEach-Object -Process { } -End { Set-Content "$state.ready" yes; Start-Sleep 60 }'
            Ready   = { Test-Path "$state.ready" }
        }
        @{
            Name    = 'while it reads without a checkpoint'
            Command = 'Get-RedshiftCustomerChange -Table testers.silent | Out-Null'
            Ready   = {
                0 -lt (Invoke-Sql "SELECT count(*) FROM pg_stat_activity
                    WHERE application_name = '$application' AND query LIKE '%silent%ORDER BY%'")
            }
        }
    ) {
        $state = Initialize-State "$([guid]::NewGuid()).json"
        Close-Pipeline (Open-Pipeline $Command $state) $Ready
        Assert-Untouched $state
    }

    It 'into a destination keeps the completed batches, and the next run completes' {
        Add-CustomerTable many "SELECT i, 'a', 'b', 'c', timestamp '2024-05-01' + i / 3 * interval '1 second'
            FROM generate_series(1, 20000) i"
        $state = Initialize-State 'destination.json'
        Close-Pipeline (Open-Pipeline 'Sync-RedshiftCustomers $state -Table testers.many -BatchSize 7 -Destination "$state.db"' $state) {
            (Get-RedshiftSyncState $state).Watermark.CustomerId -gt 100
        }
        Get-SessionCount $application | Should -Be 0
        Get-ChildItem $TestDrive -Filter '*.lock*' | Should -BeNullOrEmpty
        $done = (Get-RedshiftSyncState $state).Watermark.CustomerId
        $done | Should -BeLessThan 20000
        (Sync-RedshiftCustomers $state -Table testers.many -Destination "$state.db").RowsDelivered | Should -BeLessOrEqual (20000 - $done)
        (Get-RedshiftSyncState $state).Watermark.CustomerId | Should -Be 20000
    }
}
