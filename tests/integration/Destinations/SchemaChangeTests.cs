namespace RedshiftSync.IntegrationTests.Destinations;

/// <summary>The columns of a table change between two runs into a destination.</summary>
[Collection(SharedSource.Name)]
public sealed class SchemaChangeTests(SourceFixture source, TargetFixture targets) : SchemaChangeTest(source, targets)
{
    [Theory, MemberData(nameof(Kinds))]
    public void An_added_column_is_empty_in_old_rows_until_they_change(string kind)
    {
        var target = CreateSynced(kind, "id integer PRIMARY KEY, name varchar(20)", "(1, 'a'), (2, 'b')");
        Alter("ADD COLUMN price numeric(10,2) DEFAULT 1.50, ADD COLUMN note varchar(10)");
        Alter("ALTER COLUMN price SET DEFAULT 2.25");
        Insert("id, name, note", "3, 'c', 'new'");

        var result = Sync(target);

        Assert.Equal("added column price, numeric(10,2); added column note, character varying(10)", Changes(result));
        Assert.Equal(["1:<NULL>:<NULL>", "2:<NULL>:<NULL>", "3:2.25:new"], Rows(target, "price", "note"));
        Assert.Equal("", Changes(Sync(target)));
        Assert.Equal(["1 Stale", "2 Stale"], Compare(target));
        Sync(target, "-Full");
        var price = kind == "sqlite" ? "1.5" : "1.50";
        Assert.Equal([$"1:{price}:<NULL>", $"2:{price}:<NULL>", "3:2.25:new"], Rows(target, "price", "note"));
        Assert.Empty(Compare(target));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_table_that_was_empty_at_its_first_sync_is_followed(string kind)
    {
        CreateTable("id integer PRIMARY KEY, name varchar(20), amount numeric(5,1)", "(1, 'a', 1.5)");
        Source.Server.Execute($"DELETE FROM {Table}");
        var target = Create(kind);
        Sync(target);
        Assert.Empty(Compare(target));
        Assert.Empty(SyncResultOf(target).ThrowIfFailed().Warnings);
        Alter("ADD COLUMN extra boolean, ALTER COLUMN amount TYPE numeric(20,3)");
        Insert("id, name, amount, extra", "1, 'a', 12345678901234567.125, true");

        var result = Sync(target);

        Assert.Equal("widened column amount from numeric(5,1) to numeric(20,3); added column extra, boolean", Changes(result));
        Assert.Equal([$"1:12345678901234567.125:{(kind == "sqlite" ? "1" : "true")}"], Rows(target, "amount", "extra"));
        Assert.Empty(Compare(target));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_removed_column_stays_and_is_empty_in_rows_written_afterwards(string kind)
    {
        var target = CreateSynced(kind, "id integer PRIMARY KEY, name varchar(20), note varchar(10)", "(1, 'a', 'x'), (2, 'b', 'y')");
        Alter("DROP COLUMN note");
        Change(1);

        Assert.Equal(
            "removed column note, character varying(10): NULL in rows written from now on", Changes(Sync(target)));
        Assert.Equal(["1:<NULL>", "2:y"], Rows(target, "note"));
        Change(2);
        Assert.Equal("", Changes(Sync(target)));
        Assert.Equal(["1:<NULL>", "2:<NULL>"], Rows(target, "note"));
        Assert.Empty(Compare(target));

        // What it had when it was lost is no value of the column that is there again.
        target.Execute("UPDATE evolving SET note = 'old' WHERE id = 1");
        Alter("ADD COLUMN note varchar(10)");
        Change(2, "note = 'z'");
        Assert.Equal("added column note, character varying(10)", Changes(Sync(target)));
        Assert.Equal(["1:<NULL>", "2:z"], Rows(target, "note"));
        Assert.Empty(Compare(target));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_renamed_column_is_a_new_one_and_a_removed_one(string kind)
    {
        var target = CreateSynced(kind, "id integer PRIMARY KEY, name varchar(20)", "(1, 'a'), (2, 'b')");
        Alter("RENAME COLUMN name TO title");
        Change(1);

        Assert.Equal(
            "added column title, character varying(20); removed column name, character varying(20): NULL in rows written from now on",
            Changes(Sync(target)));
        Assert.Equal(["1:<NULL>:a", "2:b:<NULL>"], Rows(target, "name", "title"));
        Sync(target, "-Full");
        Assert.Equal(["1:<NULL>:a", "2:<NULL>:b"], Rows(target, "name", "title"));
    }

    [Fact]
    public void A_name_with_braces_is_a_name()
    {
        var target = CreateSynced("sqlite", "id integer PRIMARY KEY, \"v{0}\" numeric(10,2)", "(1, 1.50)");
        Alter("ALTER COLUMN \"v{0}\" TYPE numeric(20,2), ADD COLUMN \"w{0}\" integer");
        Change(1);

        Assert.Equal(
            "widened column v{0} from numeric(10,2) to numeric(20,2); added column w{0}, integer", Changes(Sync(target)));
        Assert.Empty(Compare(target));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_run_without_rows_and_a_preview_alter_nothing(string kind)
    {
        var target = CreateSynced(kind, "id integer PRIMARY KEY, v integer", "(1, 1)");
        var columns = Columns(target);
        Alter("ADD COLUMN note text, DROP COLUMN v");

        Assert.Equal("", Changes(Sync(target)));
        var preview = SyncResultOf(target, "-WhatIf").ThrowIfFailed();
        Assert.Equal(columns, Columns(target));
        Assert.Empty(preview.Output);
        Change(1);
        Assert.Equal("added column note, text; removed column v, integer: NULL in rows written from now on", Changes(Sync(target)));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Fail_stops_at_any_change(string kind)
    {
        var target = CreateSynced(kind, "id integer PRIMARY KEY, v integer, w integer", "(1, 1, 1)");
        foreach (var change in (string[])["ADD COLUMN note text", "DROP COLUMN w", "ALTER COLUMN v TYPE bigint"])
        {
            Alter(change);
            Change(1);
            AssertFailed(ErrorId.SchemaChanged, SyncResultOf(target, "-SchemaChange Fail"));
            AssertFailed(ErrorId.SchemaChanged, SyncResultOf(target, "-SchemaChange Fail -Full"));
            Assert.NotEqual("", Changes(Sync(target)));
            Change(1);
            Sync(target, "-SchemaChange Fail");
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Ignore_leaves_new_columns_out_and_goes_on_while_types_fit(string kind)
    {
        var target = CreateSynced(kind, "id integer PRIMARY KEY, v integer, w varchar(5)", "(1, 1, 'a'), (2, 2, 'b')");
        Alter("ADD COLUMN note text, DROP COLUMN w, ALTER COLUMN v TYPE smallint");
        Change(1, "note = 'x', v = 7");

        Assert.Equal("", Changes(Sync(target, "-SchemaChange Ignore")));
        Assert.Equal(["1:7:<NULL>", "2:2:b"], Rows(target, "v", "w"));
        var comparison = Run(target, $"Test-RedshiftSync {Table} @to").ThrowIfFailed();
        Assert.Empty(comparison.Output);
        Assert.Contains("note", Assert.Single(comparison.Warnings), StringComparison.Ordinal);

        Alter("ALTER COLUMN v TYPE bigint");
        Change(2, "v = 5000000000");
        if (kind == "postgresql")
        {
            AssertFailed(ErrorId.SchemaChanged, SyncResultOf(target, "-SchemaChange Ignore"));
        }

        Alter("ALTER COLUMN v TYPE text USING v::text");
        AssertFailed(ErrorId.SchemaChanged, SyncResultOf(target, "-SchemaChange Ignore"));
        Alter("ALTER COLUMN v TYPE bigint USING v::bigint");
        Assert.Equal("widened column v from integer to bigint; added column note, text", Changes(Sync(target)));
        Assert.Equal(["1:7:<NULL>", "2:5000000000:<NULL>"], Rows(target, "v", "note"));
        Assert.Equal(["1 Stale"], Compare(target));
    }
}
