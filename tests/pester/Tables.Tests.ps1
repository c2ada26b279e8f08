BeforeAll {
    . "$PSScriptRoot/Support.ps1"
    $null = Connect-Test
    Add-ShopTable
    $script:long = 'n' * 63
    Invoke-Sql @"
DROP TABLE IF EXISTS testers.typed, testers.named, testers.cased, testers.loose, testers.several, testers."odd.name";
CREATE TABLE testers.typed (id integer PRIMARY KEY, n numeric(38, 18), f double precision, r real, b boolean, d date, t text, c char(6),
    updated_at timestamp);
INSERT INTO testers.typed VALUES
    (1, 99999999999999999999.999999999999999999, 'NaN', 'Infinity', true, '2024-02-29', '', 'a b', '2024-05-01 00:00:00.000001'),
    (2, -99999999999999999999.999999999999999999, '-Infinity', 1.5, false, '0001-01-01', NULL, '', '2024-05-01 00:00:00.999999'),
    (3, 0.000000000000000001, 0.1, 'NaN', NULL, '9999-12-31', chr(128512) || ' "quoted" \', ' x', '2024-05-02'),
    (4, NULL, NULL, NULL, NULL, NULL, repeat('x', 65535), NULL, '2024-05-03');
CREATE TABLE testers.named (id integer PRIMARY KEY, "a""b" text, "a.b" text, "a b" text, "select" text, "tostring" text, "count" text,
    "psobject" text, "$long" text, updated_at timestamp);
INSERT INTO testers.named VALUES (1, '1', '2', '3', '4', '5', '6', '7', '8', '2024-05-01');
CREATE TABLE testers.loose (id integer, name text, updated_at timestamp);
CREATE TABLE testers.several (id integer PRIMARY KEY, b boolean, first_at timestamp, second_at timestamp);
CREATE TABLE testers."odd.name" (id integer);
GRANT SELECT ON testers.typed, testers.named, testers.loose, testers.several, testers."odd.name" TO PUBLIC;
"@
}

Describe 'Values of a table' {
    BeforeAll {
        $script:typed = @(Get-RedshiftTableChange testers.typed -CursorColumn updated_at -NumericAsText)
    }

    It 'are the server''s own text: <_>' -ForEach 'n', 't', 'd' {
        $column = $_
        $format = $column -eq 'd' ? { $args[0].ToString('yyyy-MM-dd', [cultureinfo]::InvariantCulture) } : { [string]$args[0] }
        $server = Invoke-Sql "SELECT id || '|' || coalesce($column::text, '<null>') FROM testers.typed ORDER BY id"
        $own = $typed | ForEach-Object { '{0}|{1}' -f $_.id, ($null -eq $_.$column ? '<null>' : (& $format $_.$column)) }
        $own | Should -Be $server
    }

    It 'tell an empty text from NULL' {
        $typed[0].t | Should -BeExactly ''
        $typed[1].t | Should -Be $null
        $null -eq $typed[1].t | Should -BeTrue
    }

    It 'keep microseconds, NaN and infinities' {
        [double]::IsNaN($typed[0].f) | Should -BeTrue
        $typed[1].f | Should -Be ([double]::NegativeInfinity)
        $typed[0].r | Should -Be ([float]::PositiveInfinity)
        Format-Iso $typed[0].updated_at | Should -Be '2024-05-01T00:00:00.000001Z'
    }

    It 'name -NumericAsText where a decimal cannot hold the number' {
        Get-ErrorId { Get-RedshiftTableChange testers.typed -CursorColumn updated_at -ErrorAction Stop } | Should -Be 'UnreadableRow'
    }
}

Describe 'Times that .NET lacks' {
    It 'are UnreadableRow: <Type> <Value>' -ForEach @(
        @{ Type = 'date'; Value = '0044-03-15 BC' }
        @{ Type = 'date'; Value = 'infinity' }
        @{ Type = 'timestamp'; Value = '0044-03-15 BC' }
        @{ Type = 'timestamp'; Value = '-infinity' }
    ) {
        Invoke-Sql @"
DROP TABLE IF EXISTS testers.early;
CREATE TABLE testers.early (id integer PRIMARY KEY, happened $Type, updated_at timestamp);
INSERT INTO testers.early VALUES (1, '$Value', '2024-05-01');
GRANT SELECT ON testers.early TO PUBLIC;
"@
        $read = { Get-RedshiftTableChange testers.early -CursorColumn updated_at -ErrorAction Stop }
        Get-ErrorId $read | Should -Be 'UnreadableRow'
        $read | Should -Throw '*happened*'
    }
}

Describe 'Names of columns' {
    It 'that differ by case are ColumnNameConflict' {
        Invoke-Sql @'
CREATE TABLE testers.cased (id integer PRIMARY KEY, name text, "Name" text, updated_at timestamp);
GRANT SELECT ON testers.cased TO PUBLIC;
'@
        Get-ErrorId { Get-RedshiftTableChange testers.cased -ErrorAction Stop } | Should -Be 'ColumnNameConflict'
    }

    It 'come out whatever they are' {
        $row = Get-RedshiftTableChange testers.named
        $header = $row | ConvertTo-Csv | Select-Object -First 1
        $header | Should -BeExactly ('"id","a""b","a.b","a b","select","tostring","count","psobject","{0}","updated_at"' -f $long)
        $row.'a"b', $row.'a.b', $row.'a b', $row.select, $row.$long | Should -Be '1', '2', '3', '4', '8'
    }
}

Describe 'A wide table' {
    It 'of 1,600 columns has all of them in a file' {
        $columns = 2..1599 | ForEach-Object { "c$_ integer" }
        Invoke-Sql @"
DROP TABLE IF EXISTS testers.wide;
CREATE TABLE testers.wide (id integer PRIMARY KEY, $($columns -join ', '), updated_at timestamp);
INSERT INTO testers.wide (id, updated_at) VALUES (1, '2024-05-01');
GRANT SELECT ON testers.wide TO PUBLIC;
"@
        Get-RedshiftTableChange testers.wide | Export-Csv "$TestDrive/wide.csv"
        $header = (Get-Content "$TestDrive/wide.csv" -TotalCount 1) -split ','
        $header.Count | Should -Be 1600
        $header[0, 1, 1599] | Should -Be '"id"', '"c2"', '"updated_at"'
    }
}

Describe 'Types that only Redshift has' {
    It 'come out as the server''s own text: <Type>' -ForEach @(
        @{ Type = 'super'; Value = '{"a":"say \"x\"","b":[1,null]}' }
        @{ Type = 'interval day to second'; Value = '3 days 04:05:06.000007' }
    ) {
        if (-not (Invoke-Sql "SELECT 1 FROM pg_type WHERE typname = 'super'")) {
            Set-ItResult -Skipped -Because 'PostgreSQL lacks them'
            return
        }
        Invoke-Sql @"
DROP TABLE IF EXISTS testers.native;
CREATE TABLE testers.native (id integer PRIMARY KEY, v $Type, updated_at timestamp);
INSERT INTO testers.native VALUES (1, '$Value', '2024-05-01');
GRANT SELECT ON testers.native TO PUBLIC;
"@
        $value = (Get-RedshiftTableChange testers.native).v
        $text = $value -is [timespan] ? $value.ToString('d" days "hh\:mm\:ss\.ffffff') : [string]$value
        $text | Should -BeExactly (Invoke-Sql 'SELECT v FROM testers.native')
    }
}

Describe 'Get-RedshiftTable' {
    It 'reports a name that no table has: <Name>' -ForEach @(
        @{ Name = 'a table'; Script = { Get-RedshiftTable order }; Target = 'order' }
        @{ Name = 'one of two tables'; Script = { Get-RedshiftTable orders, order }; Target = 'order'; Found = 'shop.orders' }
        @{ Name = 'a table of a schema'; Script = { Get-RedshiftTable orders -Schema testers }; Target = 'orders' }
        @{ Name = 'a table with its schema'; Script = { Get-RedshiftTable testers.orders }; Target = 'testers.orders' }
        @{ Name = 'a schema'; Script = { Get-RedshiftTable -Schema shp }; Target = 'shp' }
        @{ Name = 'a schema of a pattern'; Script = { Get-RedshiftTable order* -Schema shp, shop }; Target = 'shp'; Found = 'shop.orders' }
    ) {
        $ErrorActionPreference = 'Continue'
        $output = @(& $Script 2>&1)
        ($output | Where-Object { $_ -is [RedshiftSync.RedshiftTable] }).Table | Should -Be $Found
        $problems = @($output | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] })
        $problems.FullyQualifiedErrorId | Should -Be 'TableNotFound,RedshiftSync.Commands.GetRedshiftTableCommand'
        $problems.TargetObject | Should -Be $Target
    }

    It 'lets a pattern match nothing' {
        Get-RedshiftTable ordre*, *.ordre* -Schema sh?p, non* | Should -BeNullOrEmpty
    }

    It 'understands <Name>' -ForEach @(
        @{ Name = 'shop.orders'; Expected = 'shop.orders' }
        @{ Name = 'SHOP.ret*'; Expected = 'shop.returns' }
        @{ Name = '*.returns'; Expected = 'shop.returns' }
        @{ Name = 'testers."odd.name"'; Expected = 'testers."odd.name"' }
        @{ Name = 'odd.name'; Expected = 'testers."odd.name"' }
    ) {
        (Get-RedshiftTable $Name).Table | Should -Be $Expected
    }
}

Describe 'Test-RedshiftSource' {
    It 'checks what it can of a table without a key or a cursor' {
        $checks = Test-RedshiftSource testers.loose -Quick
        $checks | Where-Object Status -EQ Failed | ForEach-Object { "$($_.Check) $($_.ErrorId)" } | Should -Be 'Key KeyNotFound'
        $checks.Check | Should -Contain 'Select'
        ($checks | Where-Object Check -EQ Cursor).Value | Should -Be 'updated_at'
        $checks.Check | Should -Contain 'Column name'

        $checks = Test-RedshiftSource testers.several
        $checks | Where-Object Status -EQ Failed | ForEach-Object { "$($_.Check) $($_.ErrorId)" } | Should -Be 'Cursor CursorNotFound'
        $checks.Check | Should -Contain 'Column second_at'
        $checks.Check | Should -Not -Contain 'Rows'

        Test-RedshiftSource testers.loose -Quick -Quiet | Should -BeFalse
    }

    It 'warns of what a sync will ask for' {
        $checks = Test-RedshiftSource testers.typed -CursorColumn id -Quick
        $checks | Where-Object Check -In 'Lookback', 'Column n' | ForEach-Object { "$($_.Check) $($_.Status)" } |
            Should -Be 'Lookback Warning', 'Column n Warning'
        (Test-RedshiftSource testers.typed -NumericAsText -Quick | Where-Object Check -EQ 'Column n').Status | Should -Be 'Passed'
    }
}

Describe 'Ambiguities' {
    It 'are <Id>: <Name>' -ForEach @(
        @{ Id = 'KeyNotFound'; Name = 'no key'; Script = { Get-RedshiftTableChange testers.loose -ErrorAction Stop } }
        @{ Id = 'CursorNotFound'; Name = 'several cursors'; Script = { Get-RedshiftTableChange testers.several -ErrorAction Stop } }
        @{
            Id = 'ColumnTypeNotSupported'; Name = 'a boolean cursor'
            Script = { Get-RedshiftTableChange testers.several -CursorColumn b -ErrorAction Stop }
        }
    ) {
        Get-ErrorId $Script | Should -Be $Id
    }

    It 'are FilterInvalid: <_>' -ForEach '(id = 1', 'id = 1 -- x', 'id = 1 /* x */', 'id = 1; select 1', 'id = 1) or (1=1',
        'name = ''a\''' {
        $filter = $_
        Get-ErrorId { Get-RedshiftTableChange testers.loose -KeyColumn id -Filter $filter -ErrorAction Stop } | Should -Be 'FilterInvalid'
    }
}
