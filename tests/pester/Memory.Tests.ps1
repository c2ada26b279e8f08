BeforeAll {
    . "$PSScriptRoot/Support.ps1"
    Add-CustomerTable plenty "SELECT i, 'First' || i, 'Last' || i, 'c' || i || '@example.org', timestamp '2024-05-01' + i * interval '1 second' FROM generate_series(1, 100000) i"
}

Describe 'A pipeline' {
    It 'lets no more garbage grow where the runtime would, as on a processor with a large cache' {
        # 256 MB before the runtime collects by itself, in a process of its own; the rows are 36 MB.
        $env:DOTNET_GCgen0size = '10000000'
        try {
            $counts = Invoke-Shell -NoProfile -NonInteractive -Command "
                . '$PSScriptRoot/Support.ps1'
                `$null = Connect-Test
                Get-RedshiftCustomerChange -Table testers.plenty -First 10 > `$null
                [GC]::CollectionCount(0)
                Get-RedshiftCustomerChange -Table testers.plenty > `$null
                [GC]::CollectionCount(0)"
        } finally {
            $env:DOTNET_GCgen0size = $null
        }
        [int] $counts[0] | Should -Be 0
        [int] $counts[1] | Should -BeGreaterOrEqual 2
    }
}
