BeforeAll {
    . "$PSScriptRoot/Support.ps1"
    $null = Connect-Test
    Add-CustomerTable timed "SELECT i, 'a', 'b', 'c', timestamp '2024-05-01' + i * interval '1000001 microseconds'
        FROM generate_series(1, 300) i"
    $script:rows = @(Get-RedshiftCustomerChange -Table testers.timed)
}

Describe 'Times' {
    BeforeAll { $script:time = $rows[0].UpdatedAt }

    It 'convert to a .NET value: <Name>' -ForEach @(
        @{
            Name   = 'a column of dates'
            Script = {
                $table = [Data.DataTable]::new()
                $null = $table.Columns.Add('t', [datetime])
                $row = $table.NewRow()
                $row['t'] = $time
                $row['t'].Ticks
            }
        }
        @{
            Name   = 'a column of objects'
            Script = {
                $table = [Data.DataTable]::new()
                $null = $table.Columns.Add('t', [object])
                $row = $table.NewRow()
                $row['t'] = $time
                $row['t'].UtcTicks
            }
        }
        @{
            Name   = 'a column of offsets, cast'
            Script = {
                $table = [Data.DataTable]::new()
                $null = $table.Columns.Add('t', [datetimeoffset])
                $row = $table.NewRow()
                $row['t'] = [datetimeoffset] $time
                $row['t'].UtcTicks
            }
        }
        @{
            Name   = 'Rows.Add'
            Script = {
                $table = [Data.DataTable]::new()
                $null = $table.Columns.Add('t', [datetime])
                $table.Rows.Add($time)['t'].Ticks
            }
        }
        @{ Name = 'Convert'; Script = { [Convert]::ToDateTime($time).Ticks } }
        @{ Name = '[datetimeoffset]'; Script = { ([datetimeoffset] $time).UtcTicks } }
        @{ Name = '.UtcDateTime'; Script = { $time.UtcDateTime.Ticks } }
        @{ Name = 'Get-Date'; Script = { (Get-Date $time.UtcDateTime).Ticks } }
        @{
            Name   = 'New-TimeSpan'
            Script = {
                $midnight = [datetime]::SpecifyKind([datetime] '2024-05-02', 'Utc')
                ($midnight - (New-TimeSpan $time.UtcDateTime $midnight)).Ticks
            }
        }
    ) {
        . $Script | Should -Be $time.UtcTicks
    }

    It 'compare with text, with dates and with themselves' {
        $time -gt '2024-05-01T00:00:01.000000Z' | Should -BeTrue
        $time -lt '2024-05-01T00:00:01.000002Z' | Should -BeTrue
        $time -gt [datetime]::SpecifyKind([datetime] '2024-05-01', 'Utc') | Should -BeTrue
        $time -eq $rows[0].UpdatedAt | Should -BeTrue
        $time -in $rows.UpdatedAt | Should -BeTrue
        (($rows | Measure-Object UpdatedAt -Maximum).Maximum).UtcTicks | Should -Be $rows[299].UpdatedAt.UtcTicks
    }

    It 'have an age and a local day' {
        $age = $rows[0] | Select-Object @{ Name = 'Age'; Expression = { [datetime]::UtcNow - $_.UpdatedAt.UtcDateTime } }
        $age.Age | Should -BeGreaterThan ([timespan]::FromDays(900))
        $rows[0].UpdatedAt.LocalDateTime.Date | Should -Be $rows[0].UpdatedAt.UtcDateTime.ToLocalTime().Date
    }
}
