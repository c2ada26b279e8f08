BeforeAll {
    . "$PSScriptRoot/Support.ps1"
    $null = Connect-Test
    $script:changes = 'widened column quantity from integer to bigint', 'added column price, numeric(10,2)',
        'removed column note, character varying(10): NULL in rows written from now on'
}

Describe 'Columns that changed at the source, with -SchemaChange' {
    # Each test has a table that was synced into a file and has changed since, with one of its two rows.
    BeforeEach {
        Invoke-Sql @'
DROP TABLE IF EXISTS testers.evolving;
CREATE TABLE testers.evolving (id integer PRIMARY KEY, quantity integer, note varchar(10), updated_at timestamp);
INSERT INTO testers.evolving VALUES (1, 10, 'a', '2024-05-01'), (2, 20, 'b', '2024-05-02');
GRANT SELECT ON testers.evolving TO PUBLIC;
'@
        $folder = New-Item -ItemType Directory (Join-Path $TestDrive ([guid]::NewGuid()))
        $destination = @{ Table = 'testers.evolving'; Destination = "$folder/evolving.db" }
        $sync = $destination + @{ StatePath = "$folder/evolving.json" }
        $first = Sync-RedshiftTable @sync
        Invoke-Sql @'
ALTER TABLE testers.evolving ADD COLUMN price numeric(10, 2), DROP COLUMN note, ALTER COLUMN quantity TYPE bigint;
UPDATE testers.evolving SET quantity = 5000000000, price = 1.5, updated_at = '2024-05-03' WHERE id = 1;
'@
    }

    It 'Evolve, the default, are followed, and the result and -Verbose say so' {
        $first.SchemaChanges.Count | Should -Be 0
        $output = @(Sync-RedshiftTable @sync -Verbose 4>&1)
        $result = $output | Where-Object { $_ -is [RedshiftSync.SyncResult] }
        "$($result.SchemaChanges)" | Should -BeExactly "$changes"
        ($result.SchemaChanges | ForEach-Object { '{0} {1} ({2}) ({3})' -f $_.Kind, $_.Column, $_.Before, $_.After }) | Should -BeExactly @(
            'Widened quantity (integer) (bigint)', 'Added price () (numeric(10,2))', 'Removed note (character varying(10)) ()')
        $verbose = ($output | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }).Message
        foreach ($change in $changes) { @($verbose -like "*$change*").Count | Should -Be 1 }
        @(Test-RedshiftSync @destination).Count | Should -Be 0
        (Sync-RedshiftTable @sync -SchemaChange Evolve).SchemaChanges.Count | Should -Be 0
    }

    It 'Fail are SchemaChanged, and nothing is written' {
        $before = Get-FileHash "$folder/*" | Select-Object Path, Hash
        try { Sync-RedshiftTable @sync -SchemaChange Fail } catch { $caught = $_ }
        $caught.FullyQualifiedErrorId | Should -BeExactly 'SchemaChanged,RedshiftSync.Commands.SyncRedshiftTableCommand'
        $caught.CategoryInfo.Category | Should -Be 'InvalidOperation'
        foreach ($change in $changes) { $caught.Exception.Message | Should -BeLike "*$change*" }
        Compare-Object $before (Get-FileHash "$folder/*" | Select-Object Path, Hash) -Property Path, Hash | Should -BeNullOrEmpty
        "$((Sync-RedshiftTable @sync).SchemaChanges)" | Should -BeExactly "$changes"
        (Sync-RedshiftTable @sync -SchemaChange Fail).RowsDelivered | Should -Be 0
    }

    It 'Ignore are left alone' {
        $result = Sync-RedshiftTable @sync -SchemaChange Ignore
        $result.RowsDelivered, $result.SchemaChanges.Count | Should -Be 1, 0
        @(Test-RedshiftSync @destination -WarningVariable warnings -WarningAction SilentlyContinue).Count | Should -Be 0
        "$warnings" | Should -BeLike '*not compared*price*'

        # The column that is gone was empty in the row already.
        "$((Sync-RedshiftTable @sync -SchemaChange Evolve -Full).SchemaChanges)" | Should -BeExactly "$($changes[0, 1])"
        @(Test-RedshiftSync @destination).Count | Should -Be 0
    }

    It '<_> and -WhatIf change nothing' -ForEach 'Evolve', 'Fail', 'Ignore' {
        $mode = $_
        $before = Get-FileHash "$folder/*" | Select-Object Path, Hash
        $null = Start-Transcript "$TestDrive/preview$mode.txt"
        try {
            $id = Get-ErrorId { Sync-RedshiftTable @sync -SchemaChange $mode -WhatIf }
        } finally {
            $null = Stop-Transcript
        }
        $preview = Get-Content "$TestDrive/preview$mode.txt" -Raw
        $id | Should -Be ($mode -eq 'Fail' ? 'SchemaChanged' : $null)
        foreach ($change in $changes) { $preview.Contains("follow the source: $change") | Should -Be ($mode -eq 'Evolve') }
        Compare-Object $before (Get-FileHash "$folder/*" | Select-Object Path, Hash) -Property Path, Hash | Should -BeNullOrEmpty
    }
}
