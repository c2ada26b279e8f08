BeforeAll {
    . "$PSScriptRoot/Support.ps1"
    $rowShape, $rowProperty, $rowValueKind = 'RowShape', 'RowProperty', 'RowValueKind' |
        ForEach-Object { [RedshiftSync.Row].Assembly.GetType("RedshiftSync.$_") }
    $names = 'id:Int64', 'amount:Decimal', 'd:Date', 't:Timestamp', 'u:UtcTimestamp', 'a.b:String', 'ToString:String'
    $properties = [Array]::CreateInstance($rowProperty, $names.Count)
    for ($i = 0; $i -lt $names.Count; $i++) {
        $name, $kind = $names[$i] -split ':'
        $properties[$i] = [Activator]::CreateInstance($rowProperty, [object[]]@($name, [Enum]::Parse($rowValueKind, $kind)))
    }
    $script:shape = $rowShape.GetMethod('For').Invoke($null, [object[]]@('orders', $properties, [int[]]@(0), 4))
    function New-Order([long] $Id, [int] $Month) {
        $time = [datetime]::new(2024, $Month, 2, 12, 30, 0, [DateTimeKind]::Utc).AddTicks(10)
        $shape.Create([object[]]@($Id, 1.50d, $time.Date, $time, $time, 'x', 'y'))
    }
    $script:orders = @(3, 1, 2, 1 | ForEach-Object { New-Order $_ $_ })
    $script:culture = [cultureinfo]::CurrentCulture
}

AfterAll {
    [cultureinfo]::CurrentCulture = $culture
}

Describe 'The times <Property> of rows in <Culture>' -ForEach @(
    foreach ($culture in 'de-DE', 'en-US') {
        @{ Culture = $culture; Property = 'd'; Text = '2024-0{0}-02'; Json = '2024-01-02T00:00:00' }
        @{ Culture = $culture; Property = 't'; Text = '2024-0{0}-02T12:30:00.000001'; Json = '2024-01-02T12:30:00.000001' }
        @{ Culture = $culture; Property = 'u'; Text = '2024-0{0}-02T12:30:00.000001Z'; Json = '2024-01-02T12:30:00.000001+00:00' }
    }
) {
    BeforeAll {
        [cultureinfo]::CurrentCulture = $Culture
        $script:times = @($orders.$Property)
        $script:plain = @($times | ForEach-Object { if ($Property -eq 'u') { $_.UtcDateTime } else { [datetime]$_ } })
        $script:texts = @(3, 1, 2, 1 | ForEach-Object { $Text -f $_ })
    }

    It 'print ISO text' {
        ($orders | ConvertTo-Csv | ConvertFrom-Csv).$Property | Should -Be $texts
        $times -join ',' | Should -BeExactly ($texts -join ',')
        '{0}' -f $times[1] | Should -BeExactly $texts[1]
        $table = $orders | Format-Table id, $Property | Out-String
        $texts | ForEach-Object { $table | Should -Match "$([regex]::Escape($_))\s" }
    }

    It 'are times to ConvertTo-Json' {
        $times[1] | ConvertTo-Json | Should -BeExactly """$Json"""
        $orders[1] | ConvertTo-Json -Compress | Should -Match "$Property"":""$([regex]::Escape($Json))"""
    }

    It 'compare as times' {
        @($orders | Where-Object { $_.$Property -gt '2024-02-01' }).id | Should -Be @(3, 2)
        @($orders | Where-Object $Property -LT ([datetime]'2024-02-01')).id | Should -Be @(1, 1)
        $limit = if ($Property -eq 'u') { [datetimeoffset]'2024-02-01' } else { [datetime]'2024-02-01' }
        @($orders | Where-Object { $limit -lt $_.$Property }).id | Should -Be @(3, 2)
        $times[1] -eq $times[3] | Should -BeTrue
        $times[1] -eq $times[0] | Should -BeFalse
        $times -contains $times[3] | Should -BeTrue
    }

    It 'sort, group and are measured as times' {
        ($orders | Sort-Object $Property).id | Should -Be @(1, 1, 2, 3)
        ($orders | Group-Object $Property | ForEach-Object { "$($_.Name) $($_.Count)" }) |
            Should -Be @(@(1, 2, 3) | ForEach-Object { "$($Text -f $_) $(if ($_ -eq 1) { 2 } else { 1 })" })
        $measured = $orders | Measure-Object $Property -Minimum -Maximum
        $measured.Minimum -eq $times[1] | Should -BeTrue
        $measured.Maximum -eq $times[0] | Should -BeTrue
        @($times | Select-Object -Unique).Count | Should -Be 3
        @($orders | Select-Object $Property -Unique).Count | Should -Be 3
        Compare-Object $times[1] $times[3] | Should -BeNullOrEmpty
        @(Compare-Object $times[0] $times[3]).Count | Should -Be 2
    }

    It 'calculate as times' {
        ($times[0] - $times[1]).TotalDays | Should -Be 60
        $times[1].AddDays(59).Month | Should -Be 3
        $times[1].Year | Should -Be 2024
        (New-TimeSpan $plain[1] $plain[0]).TotalDays | Should -Be 60
    }

    It 'go into a DateTime column, and are handed over as plain values' {
        $plain[1] | Should -BeOfType datetime
        $plain[1].Ticks | Should -Be $times[1].Ticks
        $plain[1].Kind | Should -Be $(if ($Property -eq 'u') { 'Utc' } else { 'Unspecified' })
        $data = [Data.DataTable]::new()
        $null = $data.Columns.Add('time', [datetime])
        $row = $data.NewRow()
        $row['time'] = $times[1]
        $row['time'].Ticks | Should -Be $times[1].Ticks
    }
}

Describe 'Rows' {
    It 'are distinct by value' {
        @($orders | Select-Object -Unique).Count | Should -Be 3
        @($orders | Sort-Object -Unique).id | Should -Be @(1, 2, 3)
        @($orders | Group-Object).Count | Should -Be 3
        $orders[1] -eq $orders[3] | Should -BeTrue
        $orders -contains (New-Order 2 2) | Should -BeTrue
        @(Compare-Object $orders (New-Order 3 3), (New-Order 1 1), (New-Order 1 1), (New-Order 4 4)).SideIndicator |
            Sort-Object | Should -Be @('<=', '=>')
    }

    It 'show table, key and cursor value in a string' {
        "$($orders[0])" | Should -BeExactly 'orders 3 @ 2024-03-02T12:30:00.000001Z'
        $orders[0, 1] -join ', ' | Should -BeExactly 'orders 3 @ 2024-03-02T12:30:00.000001Z, orders 1 @ 2024-01-02T12:30:00.000001Z'
    }

    It 'have a property for every name' {
        $orders[0].'a.b' | Should -Be 'x'
        $orders[0].ToString | Should -Be 'y'
        ($orders[0] | ConvertTo-Csv)[0] | Should -BeExactly '"id","amount","d","t","u","a.b","ToString"'
    }

    It 'come back from Export-Clixml' {
        $orders | Export-Clixml "$TestDrive/orders.xml"
        $returned = Import-Clixml "$TestDrive/orders.xml"
        Compare-Object $orders $returned | Should -BeNullOrEmpty
        ($returned[0].u - $returned[1].u).TotalDays | Should -Be 60
        $returned[0].amount | Should -BeOfType decimal
    }
}
