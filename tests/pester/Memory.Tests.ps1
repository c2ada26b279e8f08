BeforeAll {
    . "$PSScriptRoot/Support.ps1"
    Add-CustomerTable plenty "SELECT i, 'First' || i, 'Last' || i, 'c' || i || '@example.org', timestamp '2024-05-01' + i * interval '1 second' FROM generate_series(1, 100000) i"
    $script:few = '$null = Get-RedshiftCustomerChange -Table testers.plenty -First 10'
}

Describe 'Garbage where the runtime would let it grow, as on a processor with a large cache' {
    BeforeAll {
        # 256 MB before the runtime collects by itself, in a process of its own; the rows are 36 MB.
        $env:DOTNET_GCgen0size = '10000000'
    }

    AfterAll {
        $env:DOTNET_GCgen0size = $null
    }

    It 'is collected <AtLeast> times at least by <Name>, and not for a few rows' -ForEach @(
        @{ Name = 'a pipeline'; AtLeast = 2; Command = 'Get-RedshiftCustomerChange -Table testers.plenty > $null' }
        @{ Name = 'a sync into a destination'; AtLeast = 1; Command = 'Sync-RedshiftCustomers "$folder/d.json" -Table testers.plenty -Destination "$folder/d.db" > $null' }
        @{ Name = 'a script block, while it is at work'; AtLeast = 8; Command = 'Sync-RedshiftCustomers "$folder/b.json" -Table testers.plenty -BatchSize 50000 -ForEachBatch { $_ | ConvertTo-Csv } > $null' }
    ) {
        $counts = Invoke-Shell -NoProfile -NonInteractive -Command "
            . '$PSScriptRoot/Support.ps1'
            `$folder = '$TestDrive'
            `$null = Connect-Test
            $few
            [GC]::CollectionCount(0)
            $Command
            [GC]::CollectionCount(0)"

        [int] $counts[0] | Should -Be 0
        [int] $counts[1] | Should -BeGreaterOrEqual $AtLeast
    }
}
