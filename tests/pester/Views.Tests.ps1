BeforeAll {
    . "$PSScriptRoot/Support.ps1"
    $null = Connect-Test
    Add-CustomerTable shown "SELECT i, 'First' || i, 'Last', 'c' || i || '@example.org', timestamp '2024-05-01' + i * interval '1 second'
        FROM generate_series(1000001, 1000300) i"
    $state = Join-Path $TestDrive 'customers.state.json'
    $sync = @{ Path = $state; Table = 'testers.shown'; Destination = (Join-Path $TestDrive 'shown.db'); WarningAction = 'SilentlyContinue' }
    $script:result = Sync-RedshiftCustomers @sync -BatchSize 100
    Invoke-Sql 'DELETE FROM testers.shown WHERE customer_id = 1000007'
    $script:deleted = Sync-RedshiftCustomers @sync -RemoveDeleted Report | Where-Object { $_ -is [RedshiftSync.DeletedCustomer] }
    $script:difference = Test-RedshiftSync $sync.Destination -Table testers.shown
    $script:info = Get-RedshiftSyncState $state

    # Without colours in headings.
    function Show-Line($Objects) {
        ($Objects | Out-String -Width 80) -replace '\x1b\[[0-9;]*m' -split '\r?\n' | Where-Object { $_ }
    }
}

Describe 'Results' {
    It 'have these properties, in this order' {
        $result.PSObject.Properties.Name |
            Should -Be @('Table', 'Status', 'Error', 'ErrorId', 'RunId', 'StatePath', 'Consumer', 'StartedAt', 'EndedAt', 'RowsRead',
            'RowsDelivered', 'RowsHeldBack', 'RowsSkipped', 'RowsDeleted', 'Batches', 'Retries', 'SchemaChanges', 'Start',
            'WatermarkBefore', 'WatermarkAfter', 'Duration', 'RowsPerSecond')
        $result.RunId | Should -BeOfType guid
        $result.Table, $result.Status, $result.StatePath |
            Should -Be @('testers.shown', 'Complete', (Convert-Path "$TestDrive/customers.state.json"))
        $result.EndedAt -ge $result.StartedAt | Should -BeTrue
        $result.RowsRead, $result.RowsDelivered, $result.RowsHeldBack, $result.Batches, $result.Retries | Should -Be @(300, 300, 0, 3, 0)
        $result.WatermarkBefore | Should -BeNullOrEmpty
        $result.WatermarkAfter.CustomerId | Should -Be 1000300
        $result.Duration | Should -BeOfType timespan
        $result.RowsPerSecond | Should -BeGreaterThan 0
    }

    It 'have times of whole microseconds, as they are printed' {
        $result.StartedAt, $result.EndedAt, (Get-RedshiftConnection).ConnectedAt, $info.LastRun.FinishedAt |
            ForEach-Object { $_.UtcTicks % 10 | Should -Be 0 }
    }

    It 'survive a table, a CSV file and JSON' {
        $csv = $result | ConvertTo-Csv | ConvertFrom-Csv
        $csv.RowsDelivered | Should -Be 300
        $csv.WatermarkAfter | Should -Match '^2024-.*Z / 1000300$'
        ($result | ConvertTo-Json | ConvertFrom-Json).WatermarkAfter.CustomerId | Should -Be 1000300
    }
}

Describe 'The state' {
    It 'shows the last run, the age of the watermark and how far behind it is' {
        $info.Watermark.CustomerId | Should -Be 1000300
        $info.LastRun.RowsDelivered | Should -Be 0
        $info.Runs.RowsDelivered | Should -Be @(300, 0)
        $info.Runs[0].RunId | Should -Be $result.RunId
        $info.Runs[-1].RunId | Should -Be $info.LastRun.RunId
        $info.WatermarkAge | Should -BeGreaterThan ([timespan]::FromDays(1))
        $info.Lag | Should -BeGreaterThan ([timespan]::FromSeconds(59))
        $info.Lag | Should -BeLessThan ([timespan]::FromHours(1))
        $info.StagedRunId | Should -BeNullOrEmpty
    }

    It 'shows a staged checkpoint' {
        $staged = Join-Path $TestDrive 'staged.json'
        $null = Sync-RedshiftCustomers $staged -Table testers.shown -Checkpoint Manual -ResultVariable run
        $info = Get-RedshiftSyncState $staged
        $info.Watermark | Should -BeNullOrEmpty
        $info.StagedWatermark.CustomerId | Should -Be 1000300
        $info.StagedRunId | Should -Be $run.RunId
        $info.Lag | Should -BeNullOrEmpty
        Show-Line $info | Should -Contain "StagedRunId      : $($run.RunId)"
        (Show-Line ($info | Format-Table))[-1] | Should -Match '^staged.json .* True *$'
    }
}

Describe 'Views' {
    It 'of <Name> fit into eighty columns and show their values' -ForEach @(
        @{ Name = 'a result'; Make = { $result }; First = '^Table           : testers.shown$'; Last = '^RowsPerSecond   : \d+$' }
        @{
            Name  = 'results as a table'
            Make  = { $result | Format-Table }
            First = '^RowsDelivered Retries RowsPerSecond WatermarkAfter *$'
            Last  = '^          300       0 +\d+ 2024-.* / 1000300 *$'
        }
        @{ Name = 'a state'; Make = { $info }; First = '^Path             : '; Last = '^Skipped          : {}$' }
        @{
            Name  = 'states as a table'
            Make  = { $info | Format-Table }
            First = '^File +Table +Watermark +Lag +Staged *$'
            Last  = '^customers.state.json testers.shown +2024-05-\d\dT\d\d:\d\d:\d\dZ +0.00:\d\d False *$'
        }
        @{
            Name  = 'runs'
            Make  = { $info.Runs }
            First = '^FinishedAt +CompleteUntil +RowsDelivered Retries *$'
            Last  = '^20.*Z 20.*Z +0 +0 *$'
        }
        @{ Name = 'a position'; Make = { $info.Watermark }; First = '^CursorValue +Key *$'; Last = '^2024-.*Z +1000300 *$' }
        @{ Name = 'a difference'; Make = { $difference }; First = '^Kind +CustomerId *$'; Last = '^Surplus +1000007 *$' }
        @{
            Name  = 'columns'
            Make  = { Get-RedshiftColumn testers.shown }
            First = '^ +Table: testers.shown$'
            Last  = '^updated_at +timestamp without time zone Timestamp *$'
        }
        @{
            Name  = 'tables'
            Make  = { Get-RedshiftTable shown -Schema testers }
            First = '^Table +Kind *$'
            Last  = '^testers.shown +BASE TABLE *$'
        }
        @{ Name = 'a deleted customer'; Make = { $deleted }; First = '^ +CustomerId IsRemoved *$'; Last = '^ +1000007 False *$' }
    ) {
        $lines = Show-Line (. $Make)
        $lines[0] | Should -Match $First
        $lines[-1] | Should -Match $Last
        $lines | Should -Not -Match ([string][char]0x2026)
        $lines | ForEach-Object { $_.Length | Should -BeLessOrEqual 80 }
    }
}
