BeforeAll {
    . "$PSScriptRoot/Support.ps1"
    $script:connection = Connect-Test
    Add-CustomerTable bound_a "SELECT i, 'a', 'b', 'c', (now() AT TIME ZONE 'UTC') - i * interval '1 day' - interval '1 hour'
        FROM generate_series(1, 20) i"
    Add-CustomerTable bound_b "SELECT i, 'a', 'b', 'c', timestamp '2024-05-01' FROM generate_series(1, 3) i"

    function Get-BindingErrorId([scriptblock] $Script) {
        try { $null = & $Script } catch { $_.FullyQualifiedErrorId.Split(',')[0] }
    }
}

Describe 'The pipeline binds' {
    It 'tables to Get-RedshiftCustomerChange' {
        (Get-RedshiftTable bound_b -Schema testers | Get-RedshiftCustomerChange).CustomerId | Should -Be @(1, 2, 3)
        @(Get-RedshiftTable bound_* -Schema testers | Get-RedshiftCustomerChange).Count | Should -Be 23
    }

    It 'tables to Test-RedshiftSource' {
        Get-RedshiftTable bound_b -Schema testers | Test-RedshiftSource -Quick -Quiet | Should -BeTrue
    }

    It 'a table to Sync-RedshiftCustomers' {
        $result = Get-RedshiftTable bound_b -Schema testers |
            Sync-RedshiftCustomers "$TestDrive/table.json" -Destination "$TestDrive/table.db"
        $result.RowsDelivered | Should -Be 3
        $result.Table | Should -Be 'testers.bound_b'
        $result.StatePath | Should -Be (Convert-Path "$TestDrive/table.json")
        $result.EndedAt -ge $result.StartedAt | Should -BeTrue
        '{0}' -f $result.Start | Should -Be '2024-01-01T00:00:00.000000Z'
    }

    It 'the path of a state to Sync-RedshiftCustomers' {
        ("$TestDrive/piped.json" | Sync-RedshiftCustomers -Table testers.bound_b).CustomerId | Should -Be @(1, 2, 3)
        (Get-Item "$TestDrive/piped.json" | Sync-RedshiftCustomers -Table testers.bound_b -Full).CustomerId | Should -Be @(1, 2, 3)
        (Get-RedshiftSyncState "$TestDrive/piped.json" | Sync-RedshiftCustomers -Full -Table testers.bound_b).CustomerId |
            Should -Be @(1, 2, 3)
    }

    It 'a connection to <_>' -ForEach 'Get-RedshiftTable', 'Get-RedshiftColumn', 'Get-RedshiftCustomerChange', 'Test-RedshiftSource' {
        $null = Connect-Test
        $command = $_
        { Get-RedshiftConnection | & $command } | Should -Not -Throw
        @(Get-RedshiftConnection | & $command).Count | Should -Be @(& $command).Count
        @(Get-RedshiftConnection | & $command).Count | Should -BeGreaterThan 0
    }

    It 'no table as the path of a state' {
        Push-Location $TestDrive
        try {
            Get-BindingErrorId {
                Get-RedshiftTable bound_b -Schema testers | Sync-RedshiftCustomers -Destination ./never.db -ErrorAction Stop
            } | Should -Not -BeNullOrEmpty
            Test-Path './testers.bound_b' | Should -BeFalse
            Test-Path './never.db' | Should -BeFalse
        } finally {
            Pop-Location
        }
    }

    It 'a state that no sync has claimed yet, and leaves the table at its default' {
        Set-RedshiftSyncState "$TestDrive/seeded.json" -UpdatedAt 2024-04-01
        $seeded = Get-RedshiftSyncState "$TestDrive/seeded.json"
        $seeded.Table | Should -BeNullOrEmpty
        Get-BindingErrorId { $seeded | Test-RedshiftSource -Quick -Quiet } | Should -BeNullOrEmpty
        @($seeded | Get-RedshiftCustomerChange -First 3).Count | Should -Be 3
        ($seeded | Sync-RedshiftCustomers -Table testers.bound_b).CustomerId | Should -Be @(1, 2, 3)
        @(Get-RedshiftSyncState "$TestDrive/seeded.json" | Sync-RedshiftCustomers -Full).Count | Should -Be 3
    }

    It 'no empty table' {
        $nothing = $null
        Get-ErrorId { Get-RedshiftCustomerChange -Table $nothing } | Should -Be 'ParameterInvalid'
        Get-ErrorId { Sync-RedshiftCustomers "$TestDrive/empty.json" -Table '' } | Should -Be 'ParameterArgumentTransformationError'
        Get-ErrorId { [pscustomobject]@{ Table = '' } | Get-RedshiftCustomerChange } | Should -Be 'ParameterArgumentTransformationError'
        Test-Path "$TestDrive/empty.json" | Should -BeFalse
    }

    It 'tables and columns as the name of a table, and nothing else' {
        $column = (Get-RedshiftColumn testers.bound_b)[0]
        (Get-RedshiftCustomerChange -Table $column).CustomerId | Should -Be @(1, 2, 3)
        @(Get-RedshiftTable bound_b -Schema testers | Get-RedshiftColumn).Count | Should -Be 5
        Get-ErrorId { Get-RedshiftCustomerChange -Table (Get-Item $TestDrive) } | Should -Be 'ParameterArgumentTransformationError'
        Get-ErrorId { Get-RedshiftColumn (Get-Item $TestDrive) } | Should -Be 'ParameterArgumentTransformationError'
    }

    It 'the result of a sync to Get-RedshiftSyncState and Test-RedshiftSync' {
        $result = Sync-RedshiftCustomers "$TestDrive/result.json" -Table testers.bound_b -Destination "$TestDrive/result.db"
        ($result | Get-RedshiftSyncState).Watermark -eq $result.WatermarkAfter | Should -BeTrue
        $result | Test-RedshiftSync "$TestDrive/result.db" -Quiet | Should -BeTrue
    }

    It 'one state only' {
        Get-ErrorId { "$TestDrive/one.json", "$TestDrive/two.json" | Sync-RedshiftCustomers -Table testers.bound_b } |
            Should -Be 'ParameterInvalid'
        (Get-RedshiftSyncState "$TestDrive/one.json" -ErrorAction Ignore).Watermark | Should -BeNullOrEmpty
    }
}

Describe 'Durations as times' {
    It 'are subtracted from the current time: <Name>' -ForEach @(
        @{ Name = '7d'; Script = { Get-RedshiftCustomerChange -Table testers.bound_a -Since 7d }; Count = 6 }
        @{ Name = '"7d"'; Script = { Get-RedshiftCustomerChange -Table testers.bound_a -Since '7d' }; Count = 6 }
        @{ Name = '36h'; Script = { Get-RedshiftCustomerChange -Table testers.bound_a 36h }; Count = 1 }
        @{ Name = 'a TimeSpan'; Script = { Get-RedshiftCustomerChange -Table testers.bound_a -Since ([timespan]::FromDays(7)) }; Count = 6 }
        @{ Name = 'a span'; Script = { Get-RedshiftCustomerChange -Table testers.bound_a -Since 7d -Until 3d }; Count = 4 }
        @{
            Name   = 'a time of ours'
            Script = {
                $earliest = (Get-RedshiftCustomerChange -Table testers.bound_a -First 1 -Since 4d).UpdatedAt
                Get-RedshiftCustomerChange -Table testers.bound_a -Since $earliest
            }
            Count  = 3
        }
    ) {
        @(. $Script).Count | Should -Be $Count
    }

    It 'are refused: <_>' -ForEach '7', '0', '12:30', '-1d', '7 weeks', 7, 0 {
        $value = $_
        Get-ErrorId { Get-RedshiftCustomerChange -Table testers.bound_a -Since $value } | Should -Be 'ParameterArgumentTransformationError'
    }

    It 'must be in order' {
        Get-ErrorId { Get-RedshiftCustomerChange -Table testers.bound_a -Since 3d -Until 7d } | Should -Be 'ParameterInvalid'
    }
}

Describe 'A start in the future' {
    It 'causes a warning in a first sync only' {
        "$(Sync-RedshiftCustomers "$TestDrive/future.json" -Table testers.bound_b -Since 2199-01-01 3>&1)" | Should -Match '2199'
        "$(Sync-RedshiftCustomers "$TestDrive/now.json" -Table testers.bound_b -Since 1s 3>&1)" | Should -BeNullOrEmpty
    }
}

Describe 'Parameters of one kind of delivery' {
    It 'are named in the error when they are used with another' {
        Get-ErrorId { Sync-RedshiftCustomers "$TestDrive/size.json" -Table testers.bound_b -BatchSize 10 } | Should -Be 'ParameterInvalid'
        Test-Path "$TestDrive/size.json" | Should -BeFalse
        (Sync-RedshiftCustomers "$TestDrive/size.json" -Table testers.bound_b -BatchSize 2 -ForEachBatch { }).Batches | Should -Be 2
    }
}

Describe 'A preview of -RemoveDeleted' {
    It 'counts the rows that would be removed, and removes none' {
        Add-CustomerTable previewed "SELECT i, 'a', 'b', 'c', timestamp '2024-05-01' FROM generate_series(1, 30) i"
        $sync = @{ Path = "$TestDrive/preview.json"; Destination = "$TestDrive/preview.db"; Table = 'testers.previewed' }
        $null = Sync-RedshiftCustomers @sync
        Invoke-Sql 'DELETE FROM testers.previewed WHERE customer_id > 17'
        $script = @"
. '$PSScriptRoot/Support.ps1'
`$null = Connect-Test
`$sync = @{ Path = '$($sync.Path)'; Destination = '$($sync.Destination)'; Table = 'testers.previewed'; WhatIf = `$true }
Sync-RedshiftCustomers @sync -RemoveDeleted Delete
Sync-RedshiftCustomers @sync -RemoveDeleted Delete -MaxDeletePercent 50
`$sync.Destination += '2.db'
Sync-RedshiftCustomers @sync -WarningAction SilentlyContinue
"@
        $refused, $allowed, $another = Invoke-Shell -NoProfile -NonInteractive -Command $script
        $refused | Should -Match 'MaxDeletePercent'
        $allowed | Should -Match '\b13 row'
        $allowed | Should -Not -Match 'MaxDeletePercent'

        # The state is complete, a new destination is not.
        $another | Should -Match '\b17 customer row'
        @(Test-RedshiftSync $sync.Destination -Table testers.previewed).Count | Should -Be 13
    }
}

Describe 'A batch that failed' {
    It 'names the status of a web request as well as its answer' {
        $failure = {
            $exception = [System.Net.Http.HttpRequestException]::new('status 429')
            $record = [System.Management.Automation.ErrorRecord]::new($exception, 'Web', 'InvalidOperation', $null)
            $record.ErrorDetails = [System.Management.Automation.ErrorDetails]::new('slow down')
            throw $record
        }
        try { Sync-RedshiftCustomers "$TestDrive/web.json" -Table testers.bound_b -ForEachBatch $failure } catch { $caught = $_ }
        $caught.FullyQualifiedErrorId | Should -BeLike 'BatchFailed*'
        $caught.Exception.Message | Should -Match '429'
        $caught.Exception.Message | Should -Match 'slow down'
    }
}

Describe 'Verbose output' {
    It 'shows the times and keys that a statement is bound to' {
        $verbose = Get-RedshiftCustomerChange -Table testers.bound_b -Since 2024-02-03 -Verbose 4>&1 |
            Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }
        "$verbose" | Should -Match '2024-02-03 00:00:00\.000000'
    }
}
