BeforeAll {
    . "$PSScriptRoot/Support.ps1"
    Add-CustomerTable plenty "SELECT i, 'First' || i, 'Last' || i, 'c' || i || '@example.org',
        timestamp '2024-05-01' + i * interval '1 second' FROM generate_series(1, 300000) i"
    Add-CustomerTable fewer 'SELECT * FROM testers.plenty WHERE customer_id <= 20000'
}

Describe 'Peak memory' {
    BeforeAll {
        # The runtime otherwise lets garbage grow to about the size of the processor's cache, which may be more than all the rows: collect
        # after 4 MB.
        $env:DOTNET_GCgen0size = '400000'

        function Measure-Peak([string] $Command, [string] $Table) {
            $lines = Invoke-Shell -NoProfile -NonInteractive -Command "
                . '$PSScriptRoot/Support.ps1'
                `$folder = '$TestDrive'
                `$table = 'testers.$Table'
                `$null = Connect-Test
                $Command
                `$process = [Diagnostics.Process]::GetCurrentProcess()
                [Math]::Round(`$process.PeakWorkingSet64 / 1MB)"
            [int] $lines[-1]
        }
    }

    AfterAll {
        $env:DOTNET_GCgen0size = $null
    }

    # 300,000 retained rows would take 80 MB as objects and 25 MB packed; two runs of the same command differ by about 5 MB.
    It 'of <Name> does not grow with the number of rows' -ForEach @(
        @{ Name = 'a pipeline'; Command = 'Get-RedshiftCustomerChange -Table $table > $null' }
        @{
            Name    = 'a script block'
            Command = 'Sync-RedshiftCustomers "$folder/$table.b.json" -Table $table -BatchSize 1000 -ForEachBatch {
                $_ | ConvertTo-Csv
            } > $null'
        }
        @{
            Name    = 'a sync into a destination'
            Command = '$to = @{ BatchSize = 1000; Destination = "$folder/$table.db" }
                Sync-RedshiftCustomers "$folder/$table.d.json" -Table $table @to > $null'
        }
    ) {
        $few = Measure-Peak $Command fewer

        Measure-Peak $Command plenty | Should -BeLessThan ($few + 20)
    }
}
