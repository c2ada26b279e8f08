BeforeAll {
    . "$PSScriptRoot/Support.ps1"
    $script:connection = Connect-Test
    Add-CustomerTable objects "SELECT i, 'First' || i, 'Last', 'c' || i || '@example.org',
        timestamp '2024-05-01' + i * interval '1000001 microseconds' FROM generate_series(1, 300) i"
    Add-CustomerTable copied "SELECT customer_id, first_name, last_name, email, updated_at FROM testers.objects"
    $script:T = @{ Table = 'testers.objects' }
    $script:rows = @(Get-RedshiftCustomerChange @T)
    $script:expected = @($rows | ForEach-Object { '{0}' -f $_.UpdatedAt })

    # The returned customers are complete and in order, and their times are not text.
    function Assert-Same($Returned) {
        $Returned.Count | Should -Be 300
        $Returned.CustomerId | Should -Be $rows.CustomerId
        @($Returned | ForEach-Object { '{0}' -f $_.UpdatedAt }) | Should -Be $expected
        @($Returned | Where-Object UpdatedAt -GT $rows[199].UpdatedAt).Count | Should -Be 100
        @($Returned | Where-Object UpdatedAt -GT $rows[199].UpdatedAt.LocalDateTime).Count | Should -Be 100
        ($Returned | Sort-Object UpdatedAt -Descending)[0].CustomerId | Should -Be 300
        ($Returned[1].UpdatedAt - $Returned[0].UpdatedAt).Ticks | Should -Be 10000010
        Compare-Object $rows $Returned | Should -BeNullOrEmpty
    }
}

Describe 'Customers by value' {
    It 'are 300 distinct values for <Name>' -ForEach @(
        @{ Name = 'Select-Object -Unique'; Script = { $rows + $rows | Select-Object -Unique } }
        @{ Name = 'Sort-Object -Unique'; Script = { $rows + $rows | Sort-Object -Unique } }
        @{ Name = 'Get-Unique'; Script = { $rows | ForEach-Object { $_; $_ } | Get-Unique } }
        @{ Name = 'Group-Object'; Script = { ($rows + $rows | Group-Object).Name } }
        @{ Name = 'a hash table'; Script = { $table = @{}; $rows + $rows | ForEach-Object { $table[$_] = 1 }; $table.Keys } }
        @{ Name = 'Group-Object UpdatedAt'; Script = { ($rows + $rows | Group-Object { '{0}' -f $_.UpdatedAt }).Name } }
    ) {
        @(. $Script).Count | Should -Be 300
    }

    It 'are compared by Compare-Object, -eq, -contains and -in' {
        $again = @(Get-RedshiftCustomerChange @T)
        Compare-Object $rows $again | Should -BeNullOrEmpty
        $other = @($again | Select-Object -SkipLast 1) +
            (Get-RedshiftCustomerChange -Table testers.copied -First 1 -LastNameColumn first_name)
        @(Compare-Object $rows $other).SideIndicator | Sort-Object | Should -Be @('<=', '=>')
        $rows[7] -eq $again[7] | Should -BeTrue
        $rows[7] -eq $again[8] | Should -BeFalse
        $again -contains $rows[299] | Should -BeTrue
        $rows[7] -lt $rows[8] | Should -BeTrue
    }

    It 'show their key in a string and with -join' {
        "$($rows[0])" | Should -Be 'customer 1 @ 2024-05-01T00:00:01.000001Z'
        $rows[0, 1] -join ', ' | Should -Be 'customer 1 @ 2024-05-01T00:00:01.000001Z, customer 2 @ 2024-05-01T00:00:02.000002Z'
    }
}

Describe 'Serialized customers' {
    It 'come back from Export-Clixml' {
        $rows | Export-Clixml "$TestDrive/rows.xml"
        Assert-Same (Import-Clixml "$TestDrive/rows.xml")
    }

    It 'come back from the serializer of remoting' {
        $xml = [System.Management.Automation.PSSerializer]::Serialize($rows, 2)
        Assert-Same ([System.Management.Automation.PSSerializer]::Deserialize($xml))
    }

    It 'come back from ConvertTo-CliXml at any depth: <_>' -ForEach 2, 3, 5 {
        $xml = [System.Management.Automation.PSSerializer]::Serialize($rows, $_)
        Assert-Same ([System.Management.Automation.PSSerializer]::Deserialize($xml))
    }

    It 'come back from <Name>' -ForEach @(
        @{
            Name   = 'Start-Job'
            Script = {
                Start-Job {
                    $env:REDSHIFTSYNC_TEST_MANIFEST = $using:manifest
                    . "$using:here/Support.ps1"
                    $null = Connect-Test
                    Get-RedshiftCustomerChange -Table testers.objects
                } | Receive-Job -Wait -AutoRemoveJob
            }
        }
        @{
            Name   = 'Start-ThreadJob'
            Script = {
                Start-ThreadJob {
                    . "$using:here/Support.ps1"
                    Get-RedshiftCustomerChange -Table testers.objects -Connection $using:connection
                } | Receive-Job -Wait -AutoRemoveJob
            }
        }
        @{
            Name   = 'ForEach-Object -Parallel'
            Script = {
                1 | ForEach-Object -Parallel {
                    . "$using:here/Support.ps1"
                    Get-RedshiftCustomerChange -Table testers.objects -Connection $using:connection
                }
            }
        }
    ) {
        $manifest = $env:REDSHIFTSYNC_TEST_MANIFEST
        $here = $PSScriptRoot
        $null = $manifest, $here
        Assert-Same @(. $Script)
    }

    It 'keep a missing time and a missing text' {
        Add-CustomerTable no_time "VALUES (1, NULL, NULL, NULL, NULL::timestamp)"
        $row = Get-RedshiftCustomerChange -Table testers.no_time -NullTimestamp Include
        $row | Export-Clixml "$TestDrive/no-time.xml"
        $again = Import-Clixml "$TestDrive/no-time.xml"
        $again | Should -BeOfType RedshiftSync.Customer
        $again -eq $row | Should -BeTrue
        $again.UpdatedAt | Should -BeNullOrEmpty
    }

    It 'have ISO text for times without the module' {
        $rows | Export-Clixml "$TestDrive/plain.xml"
        $script = "(Import-Clixml '$TestDrive/plain.xml' | Sort-Object UpdatedAt -Descending)[0] |
            ForEach-Object { `$_.UpdatedAt.GetType().Name; `$_.UpdatedAt }"
        $output = Invoke-Shell -NoProfile -NonInteractive -Command $script
        $output | Should -Be @('String', $expected[299])
    }

    It 'are refused if they are not customers' {
        $xml = [System.Management.Automation.PSSerializer]::Serialize($rows[0], 2) -replace '<I64 N="CustomerId">1</I64>',
            '<S N="CustomerId">one</S>'
        [System.Management.Automation.PSSerializer]::Deserialize($xml).PSTypeNames[0] | Should -Be 'Deserialized.RedshiftSync.Customer'
    }
}

Describe 'Other objects by value' {
    It 'are compared by value: <Name>' -ForEach @(
        @{ Name = 'columns of two tables'; Script = { 'testers.objects', 'testers.copied' | Get-RedshiftColumn }; Count = 10 }
        @{ Name = 'tables'; Script = { Get-RedshiftTable objects, copied -Schema testers }; Count = 2 }
        @{ Name = 'checks'; Script = { Test-RedshiftSource @T -Quick }; Count = 0 }
    ) {
        $objects = @(. $Script)
        if (-not $Count) { $Count = $objects.Count }
        $objects.Count | Should -Be $Count
        @($objects + $objects | Select-Object -Unique).Count | Should -Be $Count
        @($objects + $objects | Sort-Object -Unique).Count | Should -Be $Count
        Compare-Object $objects @(. $Script) | Should -BeNullOrEmpty
        $objects | ForEach-Object { "$_" | Should -Not -Match '^RedshiftSync' }
    }

    It 'are compared by value: connections' {
        $again = Connect-Test
        $other = Connect-Test 'another name'
        $again -eq $connection | Should -BeTrue
        $again.GetHashCode() | Should -Be $connection.GetHashCode()
        $other -eq $connection | Should -BeFalse
        $again | Disconnect-Redshift
        $connection.IsDisconnected | Should -BeFalse
        $null = Connect-Test
    }

    It 'are compared by value: states' {
        Set-RedshiftSyncState "$TestDrive/equal.json" -UpdatedAt 2024-04-01
        $before = Get-RedshiftSyncState "$TestDrive/equal.json"
        (Get-RedshiftSyncState "$TestDrive/equal.json") -eq $before | Should -BeTrue
        $null = Sync-RedshiftCustomers "$TestDrive/equal.json" -Table testers.objects -Checkpoint Manual
        $staged = Get-RedshiftSyncState "$TestDrive/equal.json"
        $staged -eq $before | Should -BeFalse
        @($before, $staged | Select-Object -Unique).Count | Should -Be 2
    }

    It 'are compared by value: results, positions, differences and deleted rows' {
        $sync = @{ Path = "$TestDrive/value.json"; Destination = "$TestDrive/value.db"; Table = 'testers.copied' }
        $first = Sync-RedshiftCustomers @sync -MaxRow 100
        $second = Sync-RedshiftCustomers @sync
        @($first, $second | Sort-Object -Unique).Count | Should -Be 2
        "$second" | Should -Match '^testers\.copied run .*: 200 rows, checkpoint '
        $first.Status, $second.Status | Should -Be @('Limited', 'Complete')
        $second.WatermarkBefore -eq $first.WatermarkAfter | Should -BeTrue
        $second.WatermarkAfter -gt $first.WatermarkAfter | Should -BeTrue
        Invoke-Sql 'DELETE FROM testers.copied WHERE customer_id <= 250'
        $differences = @(Test-RedshiftSync $sync.Destination -Table testers.copied)
        @($differences + $differences | Select-Object -Unique).Count | Should -Be 250
        "$($differences[0])" | Should -Match '^customer \d+: Surplus$'
        $gone = @(Sync-RedshiftCustomers @sync -RemoveDeleted Report | Where-Object { $_ -is [RedshiftSync.DeletedCustomer] })
        @($gone + $gone | Sort-Object -Unique).Count | Should -Be 250
    }

    It 'keep their times as ISO text when they are serialized' {
        $result = Sync-RedshiftCustomers "$TestDrive/times.json" -Table testers.copied -ForEachBatch { }
        $result, (Get-RedshiftSyncState "$TestDrive/times.json"), (Get-RedshiftConnection) | Export-Clixml "$TestDrive/times.xml"
        $result, $state, $connected = Import-Clixml "$TestDrive/times.xml"
        $times = $result.StartedAt, $result.Start, $result.WatermarkAfter.UpdatedAt, $state.Start, $state.Watermark.UpdatedAt,
            $state.LastRun.StartedAt, $connected.ConnectedAt
        foreach ($time in $times) {
            $time | Should -BeOfType string
            $time | Should -Match '^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$'
        }
    }
}
