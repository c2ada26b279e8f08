using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Destinations;

/// <summary>The columns of a table change between two runs into a destination.</summary>
[Collection(SharedSource.Name)]
public sealed class SchemaChangeTests(SourceFixture source, TargetFixture targets) : DestinationTest(source, targets)
{
    private const string Table = "testers.evolving";

    private const string First = ", timestamptz '2024-05-01Z'";

    private int _day = 1;

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

    [Theory]
    [InlineData("smallint", "integer", "-32768", "2147483647")]
    [InlineData("smallint", "bigint", "-32768", "9223372036854775807")]
    [InlineData("integer", "bigint", "-2147483648", "9223372036854775807")]
    [InlineData("real", "double precision", "0.1", "0.1")]
    [InlineData("varchar(3)", "varchar(30)", "abc", "abcdefghij")]
    [InlineData("char(3)", "char(30)", "abc", "abcdefghij")]
    [InlineData("numeric(5,2)", "numeric(7,2)", "-123.40", "12345.60")]
    [InlineData("numeric(5,2)", "numeric(20,2)", "-123.40", "123456789012345678.90")]
    [InlineData("numeric(20,2)", "numeric(22,4)", "NaN", "1.0001")]
    [InlineData("numeric(20,2)", "numeric(22,4)", "-12.30", "1.0001")]
    [InlineData("numeric(10,0)", "numeric(38,10)", "-123", "1.0000000001")]
    [InlineData("numeric(5,0)", "numeric(7,2)", "-123", "1.25")]
    public void A_wider_type_is_followed(string before, string after, string old, string value)
    {
        foreach (var kind in (string[])["sqlite", "postgresql"])
        {
            var target = CreateSynced(kind, $"id integer PRIMARY KEY, v {before}", $"(1, '{old}'), (2, NULL)");
            Alter($"ALTER COLUMN v TYPE {after}");
            Insert("id, v", $"3, '{value}'");

            var result = Sync(target);

            Assert.StartsWith("widened column v from ", Changes(result), StringComparison.Ordinal);
            Assert.Empty(Compare(target));
            if (kind == "postgresql" || before.StartsWith("numeric(20", StringComparison.Ordinal))
            {
                Assert.Equal(
                    CustomerTable.Texts(Source.Server, $"SELECT id || ':' || coalesce(v::text, '<NULL>') FROM {Table} ORDER BY id"),
                    Rows(target, "v")!);
            }
        }
    }

    [Theory]
    [InlineData("id", "integer", "bigint", true)]
    [InlineData("id", "bigint", "integer", false)]
    [InlineData("v", "integer", "smallint", false)]
    [InlineData("v", "varchar(20)", "varchar(10)", false)]
    [InlineData("v", "numeric(10,2)", "numeric(10,3)", false)]
    [InlineData("v", "numeric(10,2)", "numeric(10,1)", false)]
    [InlineData("v", "double precision", "real", false)]
    [InlineData("v", "date", "timestamp", false)]
    [InlineData("v", "integer", "text USING v::text", false)]
    [InlineData("v", "varchar(20)", "integer USING v::integer", false)]
    [InlineData("v", "char(5)", "varchar(10)", false)]
    public void Any_other_type_stops_the_run_before_it_writes(string column, string before, string after, bool isFollowed)
    {
        foreach (var kind in (string[])["sqlite", "postgresql"])
        {
            var value = before == "date" ? "'2024-01-01'" : "'1'";
            var target = CreateSynced(
                kind,
                column == "id" ? $"id {before} PRIMARY KEY, v integer" : $"id integer PRIMARY KEY, v {before}",
                $"(1, {value}), (2, {value})");
            Alter($"ALTER COLUMN {column} TYPE {after}");
            Change(1);

            if (isFollowed)
            {
                Assert.Equal($"widened column {column} from {before} to {after}", Changes(Sync(target)));
                continue;
            }

            var rows = target.Query("SELECT CAST(min(changed_on) AS text) FROM evolving");
            AssertFailed(ErrorId.SchemaChanged, SyncResultOf(target));
            Assert.Equal(rows, target.Query("SELECT CAST(min(changed_on) AS text) FROM evolving"));
            if (column == "v")
            {
                // As the error advises.
                target.Execute("ALTER TABLE evolving DROP COLUMN v");
                Assert.StartsWith("added column v, ", Changes(Sync(target, "-Full")), StringComparison.Ordinal);
                Assert.Empty(Compare(target));
            }
        }
    }

    [Theory]
    [InlineData("integer", "bigint")]
    [InlineData("real", "double precision")]
    [InlineData("numeric(5,2)", "numeric(10,4)")]
    [InlineData("numeric(5,2)", "numeric(20,4)")]
    public void A_wider_type_is_compared_before_a_run_has_followed_it(string before, string after)
    {
        foreach (var kind in (string[])["sqlite", "postgresql"])
        {
            var target = CreateSynced(kind, $"id {(before == "real" ? "integer" : before)} PRIMARY KEY, v {before}", "(1, 0.5), (2, 2)");
            if (kind == "postgresql")
            {
                target.Execute("CREATE VIEW over_it AS SELECT v FROM evolving");
            }

            Alter($"ALTER COLUMN v TYPE {after}");
            if (before != "real")
            {
                Alter($"ALTER COLUMN id TYPE {after}");
            }

            Assert.Empty(Compare(target));
            Source.Server.Execute($"UPDATE {Table} SET v = v + 1 WHERE id = 2");
            Assert.Equal(["Stale"], Compare(target).Select(d => d.Split(' ')[1]));
        }
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

    [Theory]
    [InlineData("integer", "numeric(10,2)", "numeric(10,2)")]
    [InlineData("date", "timestamp", "timestamp")]
    [InlineData("integer", "text USING v::text", "text USING v::text")]
    public void A_column_that_somebody_has_altered_in_the_same_way_is_followed(string before, string after, string altered)
    {
        var target = CreateSynced("postgresql", $"id integer PRIMARY KEY, v {before}", before == "date" ? "(1, '2024-01-01')" : "(1, 1)");
        Alter($"ALTER COLUMN v TYPE {after}");
        Change(1);
        AssertFailed(ErrorId.SchemaChanged, SyncResultOf(target));
        target.Execute($"ALTER TABLE evolving ALTER COLUMN v TYPE {altered}");

        Assert.StartsWith("changed column v from ", Changes(Sync(target)), StringComparison.Ordinal);
        Assert.Empty(Compare(target));
    }

    [Fact]
    public void A_longer_text_widens_a_column_that_somebody_has_made_with_a_length()
    {
        var target = Create("postgresql");
        target.Execute("CREATE TABLE evolving (id integer PRIMARY KEY, v varchar(3), changed_on timestamptz)");
        CreateTable("id integer PRIMARY KEY, v varchar(3)", "(1, 'abc')");
        Sync(target);
        Alter("ALTER COLUMN v TYPE varchar(5)");
        Change(1, "v = 'abcde'");

        Assert.Equal("widened column v from character varying(3) to character varying(5)", Changes(Sync(target)));
        Assert.Equal(["1:abcde"], Rows(target, "v"));
    }

    protected override void Dispose(bool disposing)
    {
        Source.Server.Execute($"DROP TABLE IF EXISTS {Table} CASCADE");
        base.Dispose(disposing);
    }

    private static string Changes(dynamic result) => string.Join("; ", ((IEnumerable<object>)result.SchemaChanges).Select(c => $"{c}"));

    private static List<string?> Columns(Target target) => target.Query(
        target is SqliteTarget
            ? "SELECT name FROM pragma_table_info('evolving')"
            : "SELECT attname::text FROM pg_attribute WHERE attrelid = 'evolving'::regclass AND attnum > 0");

    private static List<string?> Rows(Target target, params string[] columns)
    {
        var values = columns.Select(c => $"coalesce(CAST({c} AS text), '<NULL>')");
        return target.Query($"SELECT id || ':' || {string.Join(" || ':' || ", values)} FROM evolving ORDER BY id");
    }

    private Target CreateSynced(string kind, string columns, string rows)
    {
        CreateTable(columns, rows);
        var target = Create(kind);
        Sync(target);
        return target;
    }

    private dynamic Sync(Target target, string parameters = "") => SyncResultOf(target, parameters).ThrowIfFailed().Output[^1].BaseObject;

    private ScriptResult SyncResultOf(Target target, string parameters = "") =>
        Run(target, $"Sync-RedshiftTable {Table} $state @to {parameters}");

    private IEnumerable<string> Compare(Target target) =>
        Run(target, $"Test-RedshiftSync {Table} @to").ThrowIfFailed().Output.Select(o => (dynamic)o.BaseObject)
            .Select(d => (string)$"{d.Key} {d.Kind}").Order(StringComparer.Ordinal);

    private void Alter(string change) => Source.Server.Execute($"ALTER TABLE {Table} {change}");

    private void Insert(string columns, string values) =>
        Source.Server.Execute($"INSERT INTO {Table} ({columns}, changed_on) VALUES ({values}, {Now()})");

    private void Change(int id, string change = "") => Source.Server.Execute(
        $"UPDATE {Table} SET changed_on = {Now()}{(change.Length > 0 ? $", {change}" : "")} WHERE id = {id}");

    private string Now() => $"timestamptz '2024-05-01Z' + interval '{_day++} days'";

    private void CreateTable(string columns, string rows) => Source.Server.Execute($"""
        CREATE SCHEMA IF NOT EXISTS testers;
        GRANT USAGE ON SCHEMA testers TO {PostgresServer.User};
        DROP TABLE IF EXISTS {Table} CASCADE;
        CREATE TABLE {Table} ({columns}, changed_on timestamptz);
        GRANT SELECT ON {Table} TO {PostgresServer.User};
        INSERT INTO {Table} VALUES {rows.Replace("),", $"{First}),", StringComparison.Ordinal)[..^1]}{First})
        """);
}
