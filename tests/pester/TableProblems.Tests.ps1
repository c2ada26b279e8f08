BeforeAll {
    . "$PSScriptRoot/Support.ps1"
    $null = Connect-Test
    Invoke-Sql @'
DROP TABLE IF EXISTS testers.problems, testers.hidden, testers.keyless, testers.members, testers.daily, testers.days;
CREATE TABLE testers.problems (id integer PRIMARY KEY, name text, updated_at timestamp);
INSERT INTO testers.problems VALUES (1, '1', '2024-05-01'), (2, 'sEcReT-x', '2024-05-02');
CREATE TABLE testers.hidden (id integer PRIMARY KEY, updated_at timestamp);
CREATE TABLE testers.keyless (id integer, updated_at timestamp);
CREATE TABLE testers.members (id integer PRIMARY KEY, "pstypenames" text, updated_at timestamp);
CREATE TABLE testers.daily (a integer, b integer, updated_at timestamp, PRIMARY KEY (a, b));
ALTER TABLE testers.daily DROP CONSTRAINT daily_pkey, ALTER a DROP NOT NULL, ALTER b DROP NOT NULL;
INSERT INTO testers.daily SELECT i, i, date '2024-05-01' + i FROM generate_series(1, 200) i;
INSERT INTO testers.daily VALUES (1, NULL, '2024-05-01'), (NULL, 1, '2024-05-01');
CREATE TABLE testers.days (id integer PRIMARY KEY, changed_on date);
INSERT INTO testers.days VALUES (1, '2024-05-01'), (2, '9999-12-31');
GRANT SELECT ON testers.problems, testers.keyless, testers.members, testers.daily, testers.days TO PUBLIC;
'@
    function Get-Failure([scriptblock] $Script) {
        try {
            $null = & $Script
        } catch {
            $_
        }
    }
}

Describe 'A filter' {
    It 'is FilterInvalid and quotes no value: <_>' -ForEach 'id = @v', 'updated_at > @v', 'CAST(name AS integer) = 1 OR name = @v',
        'id = 1 / (id - id) AND name <> @v', 'id = 1/0 AND name <> @v', 'id = ''sEcReT-x'' AND name <> @v', 'name = @v ''sEcReT-x''' {
        $filter = $_
        $failure = Get-Failure { Get-RedshiftTableChange testers.problems -Filter $filter -FilterParameter @{ v = 'sEcReT-x' } }
        $failure.FullyQualifiedErrorId.Split(',')[0] | Should -Be 'FilterInvalid'
        $failure.TargetObject | Should -Be '-Filter'
        "$failure" | Should -Match '-Filter'
        "$($failure.Exception)" | Should -Not -Match 'sEcReT'
    }

    It 'is FilterInvalid for what it names: <_>' -ForEach 't.id = 1', 'nope = 1', 'id IN (SELECT id FROM testers.nope)',
        'id IN (SELECT id FROM nosuch.nope)', 'id IN (SELECT id FROM testers.hidden)' {
        $filter = $_
        Get-ErrorId { Get-RedshiftTableChange testers.problems -Filter $filter } | Should -Be 'FilterInvalid'
        (Test-RedshiftSource testers.problems -Filter $filter | Where-Object Status -EQ Failed).ErrorId | Should -Be 'FilterInvalid'
    }

    It 'is not to blame for a table that may not be read' {
        Get-ErrorId { Get-RedshiftTableChange testers.hidden -KeyColumn id -Filter 'id = 1' } | Should -Be 'PermissionDenied'
    }
}

Describe 'Tables from the pipeline' {
    It 'follow one that cannot be read' {
        $rows = 'testers.keyless', 'testers.nope', 'testers.hidden', 'testers.problems' |
            Get-RedshiftTableChange -ErrorAction SilentlyContinue -ErrorVariable failures
        $rows.id | Should -Be 1, 2
        $failures.FullyQualifiedErrorId -replace ',.*' | Should -Be 'KeyNotFound', 'TableNotFound', 'PermissionDenied'
    }

    It 'follow one that cannot be read, from Get-RedshiftTable' {
        $rows = Get-RedshiftTable keyless, problems -Schema testers | Get-RedshiftTableChange -ErrorAction SilentlyContinue
        $rows.id | Should -Be 1, 2
    }

    It 'do not follow a lost connection' {
        $failure = Get-Failure {
            $broken = Connect-Redshift -Server 127.0.0.1 -Port 1 -Database dev -Credential (Get-TestCredential) -SslMode Disable
            'testers.problems', 'testers.keyless' | Get-RedshiftTableChange -Connection $broken -MaxRetry 0 -ErrorAction Continue
        }
        $failure.FullyQualifiedErrorId.Split(',')[0] | Should -Be 'ConnectionFailed'
    }

    It 'are checked as text' {
        ('testers.problems' | Test-RedshiftSource -KeyColumn id | Where-Object Check -EQ Select).Value | Should -Be 'testers.problems'
    }
}

Describe 'A plan' {
    It 'warns of a name that every object has' {
        Get-RedshiftTableChange testers.members -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -Match '-ExcludeColumn pstypenames'
        $null = Sync-RedshiftTable testers.members "$TestDrive/m.json" -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -Match '-ExcludeColumn pstypenames'
        (Test-RedshiftSource testers.members | Where-Object Check -EQ Columns).Status | Should -Be 'Warning'
    }

    It 'shows the findings about rows with -WhatIf' {
        $null = Start-Transcript "$TestDrive/plan.txt"
        Sync-RedshiftTable testers.daily "$TestDrive/d.json" -KeyColumn a, b -WhatIf
        $null = Stop-Transcript
        Get-Content "$TestDrive/plan.txt" -Raw | Should -Match '-Lookback 1d'
    }

    It 'says that keys lack a part' {
        $finding = Test-RedshiftSource testers.daily -KeyColumn a, b | Where-Object Check -EQ NullKey
        $finding.Message | Should -BeLike '2 row(s) lack a part of the key*'
    }
}

Describe 'A span of days' {
    It 'has no end after the last day' {
        (Get-RedshiftTableChange testers.days -CursorColumn changed_on -Until ([datetime]::MaxValue)).id | Should -Be 1, 2
    }
}
