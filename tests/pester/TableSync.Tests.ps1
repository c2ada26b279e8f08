BeforeAll {
    . "$PSScriptRoot/Support.ps1"
    $null = Connect-Test
    Add-ShopTable
    Invoke-Sql @'
DROP TABLE IF EXISTS testers.planned, testers.timed, testers.every;
CREATE TABLE testers.planned (id integer PRIMARY KEY, other integer, a text, b text, f double precision, checked_at timestamp, d date,
    updated_at timestamp);
INSERT INTO testers.planned VALUES (1, 10, 'a', 'b', 1.5, '2024-06-01', '2024-06-01', '2024-05-01');
CREATE TABLE testers.timed (k timestamp, d date, n numeric(12, 2), updated_at timestamp, PRIMARY KEY (k, d, n));
INSERT INTO testers.timed SELECT timestamp '2024-05-01' + i * interval '1 microsecond', '2024-05-02', 1.5, '2024-05-03'
    FROM generate_series(1, 5) i;
CREATE TABLE testers.every (id bigint PRIMARY KEY, s smallint, i integer, n numeric(12, 2), r real, f double precision, b boolean,
    c char(4), t varchar(40), d date, h time, p timestamp, z timestamptz, updated_at timestamp);
INSERT INTO testers.every VALUES
    (1, -2, 3, 1234.50, 1.5, 0.1, true, 'x', 'say "ü", ;', '2024-03-01', '12:34:56.5', '2024-03-01 00:00:00.000001',
        '2024-03-01 01:00:00+02', '2024-05-01 12:00:00'),
    (2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '', NULL, NULL, NULL, NULL, '2024-05-02');
GRANT SELECT ON testers.planned, testers.timed, testers.every TO PUBLIC;
'@
    $script:culture = [cultureinfo]::CurrentCulture
}

AfterAll { [cultureinfo]::CurrentCulture = $culture }

Describe 'The first run of a table' {
    BeforeAll {
        $script:planned = @{ Table = 'testers.planned'; StatePath = "$TestDrive/planned.json" }
        $script:first = Sync-RedshiftTable @planned -KeyColumn other -CursorColumn checked_at -Column a
        Invoke-Sql "ALTER TABLE testers.planned ADD COLUMN last_modified timestamp;
            INSERT INTO testers.planned VALUES (2, 20, 'c', 'd', 1.5, '2024-06-02', '2024-06-01', '2024-01-01')"
    }

    It 'is contradicted by <_>: StateSourceMismatch' -ForEach @(
        @{ KeyColumn = 'id' }, @{ KeyColumn = 'other', 'id' }, @{ NoKey = $true }, @{ CursorColumn = 'updated_at' }, @{ Column = 'b' },
        @{ ExcludeColumn = 'b' }, @{ Filter = 'id > 0' }, @{ TimeZone = 'Europe/Berlin' }
    ) {
        $contradiction = $_
        Get-ErrorId { Sync-RedshiftTable @planned @contradiction -ErrorAction Stop } | Should -Be 'StateSourceMismatch'
    }

    It 'decides key, cursor and columns for later runs' {
        $next = Sync-RedshiftTable @planned
        "$first", "$next" | Should -BeExactly 'planned 10 @ 2024-06-01T00:00:00.000000Z', 'planned 20 @ 2024-06-02T00:00:00.000000Z'
        ($first, $next | ConvertTo-Csv)[0] | Should -BeExactly '"other","a","checked_at"'
        Sync-RedshiftTable @planned -KeyColumn other -CursorColumn checked_at -Column a | Should -BeNullOrEmpty
    }
}

Describe 'A cursor of dates' {
    It 'is read again from the day before the checkpoint, or as -Lookback says: <_>' -ForEach @(
        @{ Lookback = @{}; First = 1050 }, @{ Lookback = @{ Lookback = '0' }; First = 1100 }
        @{ Lookback = @{ Lookback = '2d' }; First = 1000 }
    ) {
        $state = @{ StatePath = "$TestDrive/days$First.json"; KeyColumn = 'view_id'; CursorColumn = 'viewed_on' }
        @(Sync-RedshiftTable shop.page_views @state).Count | Should -Be 201
        @(Sync-RedshiftTable shop.page_views @state @Lookback).view_id | Should -Be ($First..1100)
    }
}

Describe 'A cursor of integers' {
    BeforeAll { $script:numbers = @{ Table = 'shop.page_views'; KeyColumn = 'view_id'; CursorColumn = 'view_id' } }

    It 'needs -Lookback where a checkpoint is kept' {
        Get-ErrorId { Sync-RedshiftTable @numbers -StatePath "$TestDrive/none.json" -ErrorAction Stop } | Should -Be 'ParameterInvalid'
        Get-ErrorId { Sync-RedshiftTable @numbers -StatePath "$TestDrive/none.json" -Lookback 1d -ErrorAction Stop } |
            Should -Be 'ParameterInvalid'
        Test-Path "$TestDrive/none.json" | Should -BeFalse
        @(Get-RedshiftTableChange @numbers -Since 1090).view_id | Should -Be (1090..1100)
    }

    It 'is read again as far as -Lookback says' {
        @(Sync-RedshiftTable @numbers -StatePath "$TestDrive/numbers.json" -Since 1000 -Lookback 0).view_id | Should -Be (1000..1100)
        Sync-RedshiftTable @numbers -StatePath "$TestDrive/numbers.json" -Lookback 0 | Should -BeNullOrEmpty
        @(Sync-RedshiftTable @numbers -StatePath "$TestDrive/numbers.json" -Lookback 5).view_id | Should -Be (1095..1100)
    }
}

Describe 'A table without a key' {
    It 'is synced with -NoKey, and later runs know it' {
        $rows = @(Sync-RedshiftTable shop.page_views "$TestDrive/keyless.json" -NoKey -CursorColumn viewed_on)
        $rows.Count | Should -Be 201
        "$($rows[0])" | Should -BeExactly 'page_views @ 2024-05-19'
        @(Sync-RedshiftTable shop.page_views "$TestDrive/keyless.json" -Lookback 0).view_id | Should -Be 1100
        Get-ErrorId { Sync-RedshiftTable shop.page_views "$TestDrive/keyless.json" -KeyColumn view_id -ErrorAction Stop } |
            Should -Be 'StateSourceMismatch'
    }
}

Describe 'Set-RedshiftSyncState' {
    BeforeAll {
        [cultureinfo]::CurrentCulture = 'de-DE'
        $script:orders = @{ StatePath = "$TestDrive/orders.json" }
        $script:rows = @(Sync-RedshiftTable shop.orders @orders)
    }

    It 'moves to a cursor value, or to a row: <Count> rows follow' -ForEach @(
        @{ Count = 61; Position = { @{ CursorValue = '2024-05-01T04:00:00Z' } } }
        @{ Count = 60; Position = { @{ CursorValue = '2024-05-01T04:00:00Z'; Key = 'eu', 240 } } }
        @{ Count = 60; Position = { @{ CursorValue = $rows[239].updated_at; Key = $rows[239].region, $rows[239].order_no } } }
        @{ Count = 61; Position = { @{ CursorValue = '2024-05-01T04:00:00Z'; Key = 'eu', '239' } } }
    ) {
        $position = & $Position
        Set-RedshiftSyncState @orders @position
        @(Sync-RedshiftTable shop.orders @orders).Count | Should -Be $Count
    }

    It 'refuses what is no position in the table' {
        Get-ErrorId { Set-RedshiftSyncState @orders -CursorValue 2024-05-01 -Key eu -ErrorAction Stop } | Should -Be 'ParameterInvalid'
        Get-ErrorId { Set-RedshiftSyncState @orders -CursorValue 7 -ErrorAction Stop } | Should -Be 'ParameterInvalid'
    }

    It 'moves to a number and to a day' {
        $null = Sync-RedshiftTable shop.page_views "$TestDrive/numbers.json" -KeyColumn view_id -CursorColumn view_id -Lookback 0
        $null = Sync-RedshiftTable shop.page_views "$TestDrive/days.json" -KeyColumn view_id -CursorColumn viewed_on
        Set-RedshiftSyncState "$TestDrive/numbers.json" -CursorValue 1098
        @(Sync-RedshiftTable shop.page_views "$TestDrive/numbers.json" -Lookback 0).view_id | Should -Be (1098..1100)
        Set-RedshiftSyncState "$TestDrive/days.json" -CursorValue 2024-05-22 -Key 1098
        @(Sync-RedshiftTable shop.page_views "$TestDrive/days.json" -Lookback 0).view_id | Should -Be (1050..1100)
    }

    It 'takes the values of a key as they are in a row, or as .NET has them: <Name>' -ForEach @(
        @{ Name = 'a row'; Key = { $timed[2].k, $timed[2].d, $timed[2].n } }
        @{ Name = '.NET'; Key = { [datetime]::new(2024, 5, 1).AddTicks(30), [datetime]::new(2024, 5, 2), 1.5d } }
        @{ Name = 'texts'; Key = { '2024-05-01 00:00:00.000003', '2024-05-02', '1.50' } }
    ) {
        $timed = @(Sync-RedshiftTable testers.timed "$TestDrive/$Name.json")
        Set-RedshiftSyncState "$TestDrive/$Name.json" -CursorValue 2024-05-03 -Key @(& $Key)
        Compare-Object @(Sync-RedshiftTable testers.timed "$TestDrive/$Name.json") $timed[3, 4] -IncludeEqual |
            ForEach-Object SideIndicator | Should -Be '==', '=='
    }
}

Describe 'Tab' {
    It 'completes columns that can be a key or a cursor: <Parameter>' -ForEach @(
        @{ Parameter = 'KeyColumn'; Columns = 'id', 'other', 'a', 'b', 'checked_at', 'd', 'updated_at', 'last_modified' }
        @{ Parameter = 'CursorColumn'; Columns = 'id', 'other', 'checked_at', 'd', 'updated_at', 'last_modified' }
        @{ Parameter = 'Column'; Columns = 'id', 'other', 'a', 'b', 'f', 'checked_at', 'd', 'updated_at', 'last_modified' }
    ) {
        $null = Get-RedshiftColumn testers.planned
        foreach ($line in "Get-RedshiftTableChange testers.planned -$Parameter ",
            "Sync-RedshiftTable testers.planned ./s.json -$Parameter ") {
            (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Be $Columns
        }
    }
}

Describe 'A pattern of columns' {
    It 'that is none is ParameterInvalid: <_>' -ForEach '[', 'a[', '[a-' {
        $pattern = $_
        Get-ErrorId { Get-RedshiftTableChange testers.every -Column $pattern -ErrorAction Stop } | Should -Be 'ParameterInvalid'
        Get-ErrorId { Get-RedshiftTableChange testers.every -ExcludeColumn $pattern -ErrorAction Stop } | Should -Be 'ParameterInvalid'
        Get-ErrorId { Get-RedshiftTable $pattern -ErrorAction Stop } | Should -Be 'ParameterInvalid'
        Get-ErrorId { Get-RedshiftTable -Schema $pattern -ErrorAction Stop } | Should -Be 'ParameterInvalid'
    }
}

Describe 'A row of every type in <Culture>' -ForEach @(
    @{ Culture = 'de-DE'; Numbers = '"1234,50","1,5","0,1"' }
    @{ Culture = 'en-US'; Numbers = '"1234.50","1.5","0.1"' }
) {
    BeforeAll {
        [cultureinfo]::CurrentCulture = $Culture
        $script:rows = @(Get-RedshiftTableChange testers.every)
        $script:names = 'id', 's', 'i', 'n', 'r', 'f', 'b', 'c', 't', 'd', 'h', 'p', 'z', 'updated_at'
    }

    It 'is this CSV' {
        $rows | ConvertTo-Csv -UseQuotes Always | Should -BeExactly @(
            '"id","s","i","n","r","f","b","c","t","d","h","p","z","updated_at"'
            '"1","-2","3",' + $Numbers + ',"True","x","say ""ü"", ;","2024-03-01","12:34:56.5","2024-03-01T00:00:00.000001",' +
            '"2024-02-29T23:00:00.000000Z","2024-05-01T12:00:00.000000Z"'
            '"2",,,,,,,,"",,,,,"2024-05-02T00:00:00.000000Z"'
        )
    }

    It 'is this JSON' {
        $rows | ForEach-Object { $_ | ConvertTo-Json -Compress } | Should -BeExactly @(
            '{"id":1,"s":-2,"i":3,"n":1234.50,"r":1.5,"f":0.1,"b":true,"c":"x","t":"say \"ü\", ;","d":"2024-03-01T00:00:00",' +
            '"h":"12:34:56.5","p":"2024-03-01T00:00:00.000001","z":"2024-02-29T23:00:00+00:00","updated_at":"2024-05-01T12:00:00+00:00"}'
            '{"id":2,"s":null,"i":null,"n":null,"r":null,"f":null,"b":null,"c":null,"t":"","d":null,"h":null,"p":null,"z":null,' +
            '"updated_at":"2024-05-02T00:00:00+00:00"}'
        )
    }

    It 'comes back from Export-Clixml' {
        $rows | Export-Clixml "$TestDrive/every.xml"
        $returned = @(Import-Clixml "$TestDrive/every.xml")
        $returned | Should -BeOfType RedshiftSync.Row
        Compare-Object $rows $returned | Should -BeNullOrEmpty
        foreach ($name in $names) { ($null -eq $returned[0].$name) -or $returned[0].$name -eq $rows[0].$name | Should -BeTrue }
        $returned[1].t, $returned[1].d | Should -Be '', $null
    }

    It 'fills a DataTable' {
        $table = [Data.DataTable]::new()
        $types = [long], [int16], [int], [decimal], [float], [double], [bool], [string], [string], [datetime], [string], [datetime],
        [datetime], [datetime]
        for ($i = 0; $i -lt $names.Count; $i++) { $null = $table.Columns.Add($names[$i], $types[$i]) }
        foreach ($row in $rows) {
            $filled = $table.NewRow()
            foreach ($name in $names) { $filled[$name] = $row.$name ?? [DBNull]::Value }
            $table.Rows.Add($filled)
        }
        $table.Rows[0].n, $table.Rows[0].p.Ticks, $table.Rows[0].z.Ticks | Should -Be 1234.5, $rows[0].p.Ticks, $rows[0].z.Ticks
        $names | Where-Object { $table.Rows[1].IsNull($_) } | Should -Be @($names | Where-Object { $null -eq $rows[1].$_ })
    }

    It 'is grouped, compared and filtered by its values' {
        @($rows + $rows | Group-Object).Count | Should -Be 2
        foreach ($name in $names) { @($rows + $rows | Group-Object $name).Count | Should -Be 2 }
        @(Compare-Object $rows $rows[0]).InputObject | Should -Be $rows[1]
        @(Compare-Object $rows $rows[0] -Property $names).id | Should -Be 2
        @($rows | Where-Object { $_.n -gt 1234.4 -and $_.z -lt '2024-03-01' -and $_.d -eq '2024-03-01' }).id | Should -Be 1
        @($rows | Where-Object updated_at -GE ([datetime]'2024-05-02')).id | Should -Be 2
    }
}

Describe 'A job' {
    It 'returns rows' {
        $job = Start-Job {
            . "$using:PSScriptRoot/Support.ps1"
            $null = Connect-Test
            Get-RedshiftTableChange testers.every
        }
        try {
            $returned = @($job | Receive-Job -Wait)
        } finally {
            $job | Remove-Job -Force
        }
        $returned | Should -BeOfType RedshiftSync.Row
        Compare-Object $returned @(Get-RedshiftTableChange testers.every) | Should -BeNullOrEmpty
        "$($returned[0])" | Should -BeExactly 'every 1 @ 2024-05-01T12:00:00.000000Z'
        $returned[0].z -lt $returned[1].updated_at | Should -BeTrue
    }
}
