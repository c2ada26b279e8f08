BeforeAll {
    . "$PSScriptRoot/Support.ps1"
    $null = Connect-Test
    $five = @"
VALUES (1, 'Ann', 'Lee', 'ann@example.org', timestamp '2023-06-01 00:00:00.000001'),
       (2, 'Bo', 'Ek', 'bo@example.org', '2024-01-15 10:00:00.123456'),
       (3, 'Cy', 'Roe', 'cy@example.org', '2023-12-31 23:59:59.999999'),
       (4, 'Di', 'Moe', NULL, '2024-02-20 14:15:30.000001'),
       (5, 'Edda', '$([char] 0xDC), "quoted"', 'ed@example.org', '2024-03-01 08:00:00.5')
"@
    Add-CustomerTable five $five
    $script:T = @{ Table = 'testers.five' }
}

Describe 'A sync down the pipeline' {
    It 'delivers the rows since 2024 in order, then none, then a changed row once' {
        $state = Join-Path $TestDrive 'touch.json'
        Add-CustomerTable touched $five
        $rows = Sync-RedshiftCustomers $state -Table testers.touched
        $rows.CustomerId | Should -Be @(2, 4, 5)
        Format-Iso $rows.UpdatedAt |
            Should -Be @('2024-01-15T10:00:00.123456Z', '2024-02-20T14:15:30.000001Z', '2024-03-01T08:00:00.500000Z')
        $rows[1].Email | Should -BeExactly $null
        Sync-RedshiftCustomers $state -Table testers.touched | Should -BeNullOrEmpty

        Invoke-Sql "UPDATE testers.touched SET updated_at = updated_at + interval '1 microsecond' WHERE customer_id = 5"
        (Sync-RedshiftCustomers $state -Table testers.touched).CustomerId | Should -Be 5
        Sync-RedshiftCustomers $state -Table testers.touched | Should -BeNullOrEmpty
    }

    It 'delivers a row with the time of the watermark and a greater key' {
        $state = Join-Path $TestDrive 'tie.json'
        Add-CustomerTable tied $five
        $null = Sync-RedshiftCustomers $state -Table testers.tied
        Invoke-Sql "UPDATE testers.tied SET customer_id = 9, updated_at = '2024-03-01 08:00:00.5' WHERE customer_id = 1"
        (Sync-RedshiftCustomers $state -Table testers.tied).CustomerId | Should -Be 9
    }

    It 'starts at -Since, and stores it' {
        $state = Join-Path $TestDrive 'since.json'
        (Sync-RedshiftCustomers $state -Since 2023-12-31T23:59:59.999999Z @T).CustomerId | Should -Be @(3, 2, 4, 5)
        Format-Iso (Get-RedshiftSyncState $state).Start | Should -Be '2023-12-31T23:59:59.999999Z'
    }

    It 'holds back rows that are newer than the safety lag' {
        $state = Join-Path $TestDrive 'lag.json'
        Add-CustomerTable young "SELECT i, 'a', 'b', 'c', (now() AT TIME ZONE 'UTC') - i * interval '40 seconds'
            FROM generate_series(1, 3) i"
        (Sync-RedshiftCustomers $state -Table testers.young).CustomerId | Should -Be @(3, 2)
        (Sync-RedshiftCustomers $state -Table testers.young -SafetyLag 20s).CustomerId | Should -Be 1
    }

    It 'reads a column with a time zone as the same points in time' {
        Add-CustomerTable zoned "SELECT * FROM (SELECT 1, 'a', 'b', 'c', timestamptz '2024-07-01 02:00:00.000001+02') r" timestamptz
        $state = Join-Path $TestDrive 'zoned.json'
        Format-Iso (Sync-RedshiftCustomers $state -Table testers.zoned).UpdatedAt | Should -Be '2024-07-01T00:00:00.000001Z'
        Sync-RedshiftCustomers $state -Table testers.zoned | Should -BeNullOrEmpty
        (Get-RedshiftCustomerChange -Table testers.zoned -Since 2024-07-01T00:00:00.000001Z -Until 2024-07-01T00:00:00.000002Z).CustomerId |
            Should -Be 1
        Get-RedshiftCustomerChange -Table testers.zoned -Since 2024-07-01T00:00:00.0000011Z | Should -BeNullOrEmpty
    }

    It 'changes nothing with -WhatIf' {
        $state = Join-Path $TestDrive 'whatif.json'
        Sync-RedshiftCustomers $state -WhatIf @T | Should -BeNullOrEmpty
        Sync-RedshiftCustomers $state -Destination (Join-Path $TestDrive 'whatif.db') -WhatIf @T | Should -BeNullOrEmpty
        Get-ChildItem $TestDrive -Filter 'whatif*' | Should -BeNullOrEmpty
    }

    It 'leaves only the state and its backup' {
        $folder = New-Item -ItemType Directory (Join-Path $TestDrive 'clean')
        $null = Sync-RedshiftCustomers "$folder/s.json" @T
        (Get-ChildItem $folder -Force).Name | Sort-Object | Should -Be @('s.json', 's.json.bak')
    }
}

Describe 'A sync into SQLite' {
    It 'delivers all rows, then none, then the changed rows' {
        Add-CustomerTable moving $five
        $state = Join-Path $TestDrive 'moving.json'
        $sync = @{ Path = $state; Destination = (Join-Path $TestDrive 'moving.db'); Table = 'testers.moving' }
        $first = Sync-RedshiftCustomers @sync
        $first.RowsDelivered | Should -Be 3
        $first.WatermarkBefore | Should -BeNullOrEmpty
        $first.WatermarkAfter.CustomerId | Should -Be 5
        (Sync-RedshiftCustomers @sync).RowsDelivered | Should -Be 0
        Invoke-Sql "UPDATE testers.moving SET first_name = 'Moved', updated_at = '2024-04-01' WHERE customer_id IN (1, 2)"
        $third = Sync-RedshiftCustomers @sync
        $third.RowsDelivered | Should -Be 2
        $third.WatermarkAfter.ToString() | Should -Be '2024-04-01T00:00:00.000000Z / 2'
        (Get-RedshiftSyncState $state).LastRun.RunId | Should -Be $third.RunId
    }
}

Describe 'Customers in other commands' {
    It 'export the same bytes in <_>' -ForEach 'en-US', 'de-DE', 'ar-SA', 'th-TH', 'fa-IR' {
        $previous = [cultureinfo]::CurrentCulture
        try {
            [cultureinfo]::CurrentCulture = [cultureinfo]::GetCultureInfo($_)
            Get-RedshiftCustomerChange -Since 2024-01-01 @T | Export-Csv "$TestDrive/$_.csv"
            $state = Join-Path $TestDrive "$_.json"
            Sync-RedshiftCustomers $state -Since 2024-01-01 @T | Export-Csv "$TestDrive/$_.sync.csv"
        } finally {
            [cultureinfo]::CurrentCulture = $previous
        }
        $expected = @"
"CustomerId","FirstName","LastName","Email","UpdatedAt"
"2","Bo","Ek","bo@example.org","2024-01-15T10:00:00.123456Z"
"4","Di","Moe",,"2024-02-20T14:15:30.000001Z"
"5","Edda","$([char] 0xDC), ""quoted""","ed@example.org","2024-03-01T08:00:00.500000Z"
"@ -replace "`r", ''
        (Get-Content -Raw "$TestDrive/$_.csv").TrimEnd() -replace "`r", '' | Should -BeExactly $expected
        Get-Content -Raw "$TestDrive/$_.sync.csv" | Should -BeExactly (Get-Content -Raw "$TestDrive/$_.csv")
    }

    It 'become an ISO date in JSON, not an object' {
        $json = Get-RedshiftCustomerChange -First 1 @T | ConvertTo-Json
        $json | Should -Match '"UpdatedAt": "2024-01-15T10:00:00\.123456(Z|\+00:00)"'
    }

    It 'compare correctly with local and UTC times with TZ=<_>' -ForEach 'UTC', 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland' {
        Add-CustomerTable recent "SELECT i, 'a', 'b', 'c', (now() AT TIME ZONE 'UTC') - i * interval '12 hours'
            FROM generate_series(1, 4) i"
        $script = @"
`$null = Import-Module '$env:REDSHIFTSYNC_TEST_MANIFEST'
. '$PSScriptRoot/Support.ps1'
`$null = Connect-Test
`$rows = @(Get-RedshiftCustomerChange -Table testers.recent)
'local ' + @(`$rows | Where-Object UpdatedAt -gt (Get-Date).AddHours(-30)).Count
'utc ' + @(`$rows | Where-Object UpdatedAt -gt (Get-Date).ToUniversalTime().AddHours(-30)).Count
'since ' + @(Get-RedshiftCustomerChange -Table testers.recent -Since (Get-Date).AddHours(-30)).Count
'since utc ' + @(Get-RedshiftCustomerChange -Table testers.recent -Since ([datetime]::UtcNow.AddHours(-30).ToString('s'))).Count
"@
        $previous = $env:TZ
        try {
            $env:TZ = $_
            $output = Invoke-Shell -NoProfile -NonInteractive -Command $script
        } finally {
            $env:TZ = $previous
        }
        $output | Should -Be @('local 2', 'utc 2', 'since 2', 'since utc 2')
    }

    It 'sort, measure and survive Select-Object' {
        $rows = Get-RedshiftCustomerChange @T
        ($rows | Sort-Object UpdatedAt -Descending).CustomerId | Should -Be @(5, 4, 2)
        ($rows | Select-Object CustomerId, UpdatedAt | ConvertTo-Csv)[1] | Should -Be '"2","2024-01-15T10:00:00.123456Z"'
        ($rows[2].UpdatedAt - $rows[1].UpdatedAt).Days | Should -Be 9
        '{0}' -f $rows[0].UpdatedAt | Should -Be '2024-01-15T10:00:00.123456Z'
        '{0:o}' -f $rows[0].UpdatedAt | Should -Be '2024-01-15T10:00:00.1234560+00:00'
        ($rows | Format-Table | Out-String -Width 80) | Should -Match '2024-01-15T10:00:00\.123456Z'
    }
}

Describe 'Get-RedshiftCustomerChange' {
    It 'reads from -Since inclusive to -Until exclusive' {
        (Get-RedshiftCustomerChange -Since 2024-01-15T10:00:00.123456Z -Until 2024-02-20T14:15:30.000001Z @T).CustomerId | Should -Be 2
        (Get-RedshiftCustomerChange -Since 2024-01-15T10:00:00.123457Z -Until 2024-02-20T14:15:30.000002Z @T).CustomerId | Should -Be 4
        (Get-RedshiftCustomerChange 2023-01-01 2024-01-01 @T).CustomerId | Should -Be @(1, 3)
    }

    It 'pushes -First into the query' {
        $verbose = Get-RedshiftCustomerChange -First 2 -Verbose @T 4>&1
        ($verbose | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }) -match 'LIMIT 2$' | Should -Not -BeNullOrEmpty
        @($verbose | Where-Object { $_ -is [RedshiftSync.Customer] }).Count | Should -Be 2
    }

    It 'reads columns with other names, and names that need quoting' {
        Invoke-Sql @'
DROP TABLE IF EXISTS testers."Odd ""name.x";
CREATE TABLE testers."Odd ""name.x" ("Id" bigint, f text, l text, "e mail" text, "changed\at" timestamp);
INSERT INTO testers."Odd ""name.x" VALUES (9000000000, 'a', 'b', 'c', '2024-05-01');
GRANT SELECT ON testers."Odd ""name.x" TO PUBLIC;
'@
        $names = @{
            CustomerIdColumn = 'Id'; FirstNameColumn = 'f'; LastNameColumn = 'l'; EmailColumn = 'e mail'; UpdatedAtColumn = 'changed\at'
        }
        $row = Get-RedshiftCustomerChange -Table 'testers."Odd ""name.x"' @names
        $row.CustomerId | Should -Be 9000000000
    }
}
