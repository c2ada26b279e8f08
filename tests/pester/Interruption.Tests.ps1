BeforeAll {
    . "$PSScriptRoot/Support.ps1"
    $name = 'RedshiftSync interruption'
    $null = Connect-Test $name
    New-CustomerTable million "SELECT i, 'First' || i, 'Last' || i, 'c' || i || '@example.org', timestamp '2024-01-02' + i * interval '37.000001 second' FROM generate_series(1, 1000000) i"
    $T = @{ Table = 'testers.million'; WarningAction = 'SilentlyContinue' }

    function New-State([string] $File) {
        $path = Join-Path $TestDrive $File
        Set-RedshiftSyncState $path -UpdatedAt 2024-01-03T00:00:00Z -CustomerId 7
        $path
    }

    # What every interruption has to leave: the checkpoint, no session, no lock.
    function Assert-Untouched([string] $State) {
        (Get-RedshiftSyncState $State).Watermark.ToString() | Should -Be '2024-01-03T00:00:00.000000Z / 7'
        Get-SessionCount $name | Should -Be 0
        Get-ChildItem (Split-Path $State) -Filter "$(Split-Path -Leaf $State).lock*" | Should -BeNullOrEmpty
    }
}

Describe 'An interrupted sync' {
    It 'keeps the checkpoint when Select-Object -First has enough' {
        $state = New-State first.json
        @(Sync-RedshiftCustomers $state @T | Select-Object -First 2).Count | Should -Be 2
        Assert-Untouched $state
        (Get-RedshiftSyncState $state).StagedRunId | Should -BeNullOrEmpty
    }

    It 'keeps the checkpoint when a command downstream throws in its process block' {
        $state = New-State process.json
        { Sync-RedshiftCustomers $state @T | ForEach-Object { throw 'enough' } } | Should -Throw 'enough'
        Assert-Untouched $state
    }

    It 'keeps the checkpoint when a command downstream throws in its end block' {
        $state = New-State end.json
        { Sync-RedshiftCustomers $state @T | ForEach-Object -Process { } -End { throw 'enough' } } | Should -Throw 'enough'
        Assert-Untouched $state
        (Get-RedshiftSyncState $state).StagedWatermark.CustomerId | Should -Be 1000000
    }

    It 'keeps the checkpoint when the loop around it breaks' {
        $state = New-State break.json
        foreach ($once in 1) {
            Sync-RedshiftCustomers $state @T | ForEach-Object { break }
        }
        Assert-Untouched $state
    }

    It 'keeps the checkpoint when Export-Csv finds the disk full' -Skip:(-not (Test-Path /dev/full)) {
        $state = New-State full.json
        { Sync-RedshiftCustomers $state @T | Export-Csv /dev/full } | Should -Throw
        Assert-Untouched $state

        # Few rows stay in the writer's buffer until its end block.
        $state = New-State fullend.json
        { Sync-RedshiftCustomers $state | Export-Csv /dev/full } | Should -Throw
        Assert-Untouched $state
    }

    It 'keeps the checkpoint and warns in the next run when a stage was left' {
        $state = New-State staged.json
        { Sync-RedshiftCustomers $state | ForEach-Object -Process { } -End { throw 'enough' } } | Should -Throw
        $rows = Sync-RedshiftCustomers $state -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings | Should -HaveCount 1
        @($rows).Count | Should -BeGreaterThan 0
        (Get-RedshiftSyncState $state).Watermark.CustomerId | Should -Be $rows[-1].CustomerId
    }

    It 'is ended by a stop of its pipeline, <Name>' -ForEach @(
        @{ Name = 'down the pipeline'; Command = 'Sync-RedshiftCustomers $state -Table testers.million | Out-Null' }
        @{ Name = 'while a command downstream ends'; Command = 'Sync-RedshiftCustomers $state -Table testers.million -Since 2024-01-01 | ForEach-Object -Process { } -End { Start-Sleep 60 }' }
        @{ Name = 'into a destination'; Command = 'Sync-RedshiftCustomers $state -Table testers.million -BatchSize 10 -Destination "$state.db"' }
    ) {
        $state = New-State "$([guid]::NewGuid()).json"
        $shell = [powershell]::Create()
        $null = $shell.AddScript({
                param($manifest, $connection, $state, $command)
                Import-Module $manifest
                & ([scriptblock]::Create("`$PSDefaultParameterValues['*-Redshift*:Connection'] = `$connection; $command"))
            }.ToString()).AddParameters(@($env:REDSHIFTSYNC_TEST_MANIFEST, (Get-RedshiftConnection), $state, $Command))
        $running = $shell.BeginInvoke()
        # In the middle of it: a session is there, or all rows are through and only the end block is left.
        Start-Sleep -Milliseconds $(if ($Command -match 'Start-Sleep') { 8000 } else { 1500 })
        $running.IsCompleted | Should -BeFalse
        $shell.Stop()
        $running.IsCompleted | Should -BeTrue
        $shell.Dispose()
        if ($Command -match 'Destination') {
            # Batches that are done are done: state and destination agree, and the next run completes.
            Get-SessionCount $name | Should -Be 0
            (Get-RedshiftSyncState $state).Watermark | Should -Not -BeNullOrEmpty
            Get-ChildItem (Split-Path $state) -Filter '*.lock*' | Should -BeNullOrEmpty
        } else {
            Assert-Untouched $state
        }
    }
}
