namespace RedshiftSync.IntegrationTests.Destinations;

/// <summary>Something at the destination is in the way of following a changed column.</summary>
[Collection(SharedSource.Name)]
public sealed class SchemaChangeObstacleTests(SourceFixture source, TargetFixture targets) : SchemaChangeTest(source, targets)
{
    [Fact]
    public void What_depends_on_a_column_is_named()
    {
        var target = CreateSynced("postgresql", "id integer PRIMARY KEY, v integer", "(1, 1)");
        target.Execute("CREATE VIEW over_it AS SELECT v FROM evolving");
        Alter("ALTER COLUMN v TYPE bigint");
        Change(1);

        var error = SyncResultOf(target);
        AssertFailed(ErrorId.SchemaChanged, error);
        Assert.Contains("over_it", error.Failure!.Exception.Message, StringComparison.Ordinal);
        target.Execute("DROP VIEW over_it");
        Assert.Equal("widened column v from integer to bigint", Changes(Sync(target)));
    }

    [Fact]
    public void A_view_keeps_a_column_of_a_file_from_becoming_text()
    {
        var target = CreateSynced("sqlite", "id integer PRIMARY KEY, v numeric(10,2)", "(1, 1)");
        target.Execute("CREATE VIEW over_it AS SELECT v FROM evolving");
        Alter("ALTER COLUMN v TYPE numeric(20,2)");
        Change(1);

        var error = SyncResultOf(target);
        AssertFailed(ErrorId.SchemaChanged, error);
        Assert.Contains("over_it", error.Failure!.Exception.Message, StringComparison.Ordinal);
        target.Execute("DROP VIEW over_it");
        Assert.Equal("widened column v from numeric(10,2) to numeric(20,2)", Changes(Sync(target)));
        Assert.Empty(Compare(target));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_removed_column_that_refuses_NULL_is_in_the_way(string kind)
    {
        var target = Create(kind);
        target.Execute(kind == "sqlite"
            ? "CREATE TABLE evolving (id INTEGER PRIMARY KEY, v INTEGER NOT NULL, changed_on TEXT)"
            : "CREATE TABLE evolving (id integer PRIMARY KEY, v integer NOT NULL, changed_on timestamptz)");
        CreateTable("id integer PRIMARY KEY, v integer", "(1, 1)");
        Sync(target);
        Alter("DROP COLUMN v");
        Change(1);

        AssertFailed(ErrorId.SchemaChanged, SyncResultOf(target));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_column_with_values_of_somebody_elses_is_not_taken_over(string kind)
    {
        var target = CreateSynced(kind, "id integer PRIMARY KEY, v integer", "(1, 1), (2, 2)");
        target.Execute("ALTER TABLE evolving ADD COLUMN note text");
        target.Execute("UPDATE evolving SET note = 'mine' WHERE id = 2");
        Alter("ADD COLUMN note text");
        Change(1, "note = 'theirs'");

        AssertFailed(ErrorId.SchemaChanged, SyncResultOf(target));
        Assert.Equal(["1:<NULL>", "2:mine"], Rows(target, "note"));
        target.Execute("UPDATE evolving SET note = NULL");
        Assert.Equal("added column note, text", Changes(Sync(target)));
        Assert.Equal(["1:theirs", "2:<NULL>"], Rows(target, "note"));
    }

    [Fact]
    public void A_column_that_is_renamed_by_case_only_is_in_the_way_of_itself_in_a_file()
    {
        var target = CreateSynced("sqlite", "id integer PRIMARY KEY, name text", "(1, 'a')");
        Alter("RENAME COLUMN name TO \"Name\"");
        Change(1, "\"Name\" = 'b'");

        AssertFailed(ErrorId.SchemaChanged, SyncResultOf(target));
        Assert.Equal(["1:a"], Rows(target, "name"));
    }
}
