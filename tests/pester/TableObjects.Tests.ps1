BeforeDiscovery { $script:cultures = 'de-DE', 'en-US' }

BeforeAll {
    . "$PSScriptRoot/Support.ps1"
    $null = Connect-Test
    Add-ShopTable
    $script:before = [cultureinfo]::CurrentCulture
}

AfterAll { [cultureinfo]::CurrentCulture = $before }

Describe 'Rows of a table in <_>' -ForEach $cultures {
    BeforeAll {
        [cultureinfo]::CurrentCulture = $_
        $script:rows = @(Get-RedshiftTableChange shop.orders -CursorColumn updated_at)
    }

    It 'are values for Select-Object, Group-Object and Compare-Object' {
        @($rows + $rows | Select-Object -Unique).Count | Should -Be 300
        @($rows | Group-Object status).Count | Should -Be 2
        Compare-Object $rows @(Get-RedshiftTableChange shop.orders -CursorColumn updated_at) | Should -BeNullOrEmpty
    }

    It 'are filtered and sorted by numbers and times' {
        @($rows | Where-Object amount -GT 125).Count | Should -Be 200
        @($rows | Where-Object updated_at -GT $rows[199].updated_at).Count | Should -Be 100
        ($rows | Sort-Object amount -Descending)[0].order_no | Should -Be 300
    }

    It 'come back from Export-Clixml' {
        $rows | Export-Clixml "$TestDrive/rows.xml"
        Compare-Object $rows @(Import-Clixml "$TestDrive/rows.xml") | Should -BeNullOrEmpty
    }

    It 'are written by Export-Csv and ConvertTo-Json' {
        $rows | Export-Csv "$TestDrive/rows.csv"
        @(Import-Csv "$TestDrive/rows.csv").order_no | Should -Be $rows.order_no
        @($rows | ConvertTo-Json | ConvertFrom-Json).amount | Should -Be $rows.amount
    }

    It 'fill a DataTable' {
        $table = [Data.DataTable]::new()
        $null = $table.Columns.Add('no', [int]), $table.Columns.Add('amount', [decimal]), $table.Columns.Add('at', [datetime])
        $rows | ForEach-Object { $null = $table.Rows.Add($_.order_no, $_.amount, $_.updated_at) }
        $table.Rows.Count | Should -Be 300
        $table.Rows[299]['amount'] | Should -Be 375
    }
}
