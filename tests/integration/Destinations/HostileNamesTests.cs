using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Destinations;

/// <summary>Names that SQL, PowerShell or a file system could misread, as those of schemas, tables and columns.</summary>
[Collection(SharedSource.Name)]
public sealed class HostileNamesTests : DestinationTest
{
    private const string Schema = "odd \"sch.e;ma\" [1] 'x' 🙂";
    private const string KeyText = "key \"1\".";
    private const string KeyNumber = "[k]; --";
    private const string Cursor = "updated\nat ;'";
    private const string Later = "2024-06-01 00:00:00";

    // The upsert names some of these itself.
    private static readonly string[] Tables =
    [
        "\"quotes\"", "dot.ted", "semi;colon--", "[brackets]", " blanks ", "new\nline", "select", "emoji🙂", "excluded", "target", "gone",
        "it's", "back\\slash", "$1 @p :p ? {0} %s", "Ünï", "con", "a/b", "..", "*", "c0", new string('é', 31),
    ];

    private static readonly string[] Columns =
    [
        "a\"b", "dot.ted", "semi;colon", "[brackets]", " blanks ", "new\nline", "tab\t", "select", "emoji🙂", "excluded", "target", "rowid",
        "it's", "back\\slash", "$1", "@p", ":p", "?", "{0}", "%s", "--", "/*", "seq", "c1", "?1", "Count", new string('語', 21),
    ];

    public HostileNamesTests(SourceFixture source, TargetFixture targets)
        : base(source, targets)
    {
        var columns = string.Join(", ", Columns.Select(name => $"{Quote(name)} varchar(50)"));
        var values = string.Join(", ", Columns.Select(Literal));
        var create = string.Concat(Tables.Select(table => $"""
            CREATE TABLE {Quote(Schema)}.{Quote(table)} ({Quote(KeyText)} varchar(10), {Quote(KeyNumber)} integer,
                {Quote(Cursor)} timestamp, {columns}, PRIMARY KEY ({Quote(KeyText)}, {Quote(KeyNumber)}));
            INSERT INTO {Quote(Schema)}.{Quote(table)} SELECT 'k', i, '2024-05-01', {values} FROM generate_series(1, 3) i;
            """));
        source.Server.Execute($"""
            DROP SCHEMA IF EXISTS {Quote(Schema)} CASCADE;
            CREATE SCHEMA {Quote(Schema)};
            {create}
            GRANT USAGE ON SCHEMA {Quote(Schema)} TO {PostgresServer.User};
            GRANT SELECT ON ALL TABLES IN SCHEMA {Quote(Schema)} TO {PostgresServer.User};
            """);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Tables_and_columns_are_synced_compared_and_synced_again(string kind)
    {
        var target = Create(kind);
        Assert.All(Sync(target), result => Assert.Equal(3L, result.RowsDelivered));
        Assert.All(Tables, table => Assert.Equal(Columns, Values(target, table, 2)));
        AssertDifferences(target, []);

        foreach (var table in Tables)
        {
            Source.Server.Execute($"""
                UPDATE {Quote(Schema)}.{Quote(table)} SET {Quote(Cursor)} = '2024-05-02', {Quote(Columns[0])} = 'new';
                DELETE FROM {Quote(Schema)}.{Quote(table)} WHERE {Quote(KeyNumber)} = 3
                """);

            // A row that is newer than what arrives.
            target.Execute($"""
                UPDATE {Quote(table)} SET {Quote(Cursor)} = '{(kind == "sqlite" ? "2024-06-01T00:00:00.000000Z" : Later)}',
                    {Quote(Columns[0])} = 'newer' WHERE {Quote(KeyNumber)} = 1
                """);
        }

        Assert.All(Sync(target, "-RemoveDeleted Delete -MaxDeletePercent 50"), result => Assert.Equal(1L, result.RowsDeleted));

        Assert.All(Tables, table => Assert.Equal("newer", Values(target, table, 1)[0]));
        Assert.All(Tables, table => Assert.Equal("new", Values(target, table, 2)[0]));
        AssertDifferences(target, ["k/1 Stale"]);
    }

    [Fact]
    public void A_destination_table_has_any_schema_and_name()
    {
        var target = Targets.CreatePostgres();
        target.Execute($"CREATE SCHEMA {Quote(Schema)}");
        foreach (var name in Tables)
        {
            var arguments = new (string, object?)[]
            {
                ("table", $"{Quote(Schema)}.{Quote(name)}"), ("own", Folder[$"{Array.IndexOf(Tables, name)}.json"]), ("cursor", Cursor),
            };
            Run(target, "$null = Sync-RedshiftTable $table $own -CursorColumn $cursor @to -DestinationTable $table", arguments)
                .ThrowIfFailed();
            Assert.True((bool)Run(
                target, "Test-RedshiftSync $table -CursorColumn $cursor @to -DestinationTable $table -Quiet", arguments).Only<object>());
        }
    }

    [Fact]
    public void A_destination_table_whose_name_PostgreSQL_would_cut_is_refused()
    {
        var target = Targets.CreatePostgres();
        foreach (var name in new[] { new string('x', 64), $"{new string('x', 64)}.t" })
        {
            AssertFailed(
                ErrorId.ParameterInvalid,
                Run(
                    target,
                    "Sync-RedshiftTable $table $state -CursorColumn $cursor @to -DestinationTable $name",
                    ("table", $"{Quote(Schema)}.{Quote(Tables[0])}"),
                    ("cursor", Cursor),
                    ("name", name)));
        }

        Assert.Empty(target.Query("SELECT relname::text FROM pg_class WHERE relname LIKE 'xx%'"));
    }

    // The same table for SQLite: rows of two sources would be mixed.
    [Fact]
    public void A_name_in_another_case_does_not_hide_the_checkpoint_in_SQLite()
    {
        var target = Create("sqlite");
        (string, object?)[] arguments = [("first", From(0)), ("second", From(1)), ("other", Folder["o.json"]), ("cursor", Cursor)];
        const string First = "Sync-RedshiftTable $first $other -CursorColumn $cursor @to -DestinationTable";
        Run(target, $"{First} orders", arguments).ThrowIfFailed();

        AssertFailed(
            ErrorId.StateDestinationMismatch,
            Run(target, "Sync-RedshiftTable $second $state -CursorColumn $cursor @to -DestinationTable ORDERS", arguments));

        Assert.Equal(0L, ((dynamic)Run(target, $"{First} Orders", arguments).Only<object>()).RowsDelivered);

        static string From(int table) => $"{Quote(Schema)}.{Quote(Tables[table])}";
    }

    protected override void Dispose(bool disposing)
    {
        Source.Server.Execute($"DROP SCHEMA {Quote(Schema)} CASCADE");
        base.Dispose(disposing);
    }

    private List<dynamic> Sync(Target target, string parameters = "")
    {
        var output = Run(
            target,
            $"Get-RedshiftTable -Schema 'odd*' | Sync-RedshiftTable -StateFolder $folder -CursorColumn $cursor @to {parameters}",
            ("folder", Folder["states"]),
            ("cursor", Cursor)).ThrowIfFailed().Output.Select(o => (dynamic)o.BaseObject).ToList();
        var results = output.Where(o => o.GetType().Name == "SyncResult").ToList();
        Assert.Equal(Tables.Length, results.Count);
        return results;
    }

    private void AssertDifferences(Target target, string[] expected) => Assert.All(Tables, table => Assert.Equal(
        expected,
        Run(
            target,
            "Test-RedshiftSync $table -CursorColumn $cursor @to",
            ("table", $"{Quote(Schema)}.{Quote(table)}"),
            ("cursor", Cursor)).ThrowIfFailed().Output.Select(o => (dynamic)o.BaseObject).Select(d => (string)$"{d.Key} {d.Kind}")));

    // The values of all columns, in their order.
    private static List<string?> Values(Target target, string table, int key)
    {
        var values = Columns.Select((column, i) =>
            $"SELECT {i} AS i, {Quote(column)} AS v FROM {Quote(table)} WHERE {Quote(KeyNumber)} = {key}");
        return target.Query($"SELECT v FROM ({string.Join(" UNION ALL ", values)}) q ORDER BY i");
    }

    private static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Literal(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";
}
