using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Destinations;

/// <summary>Rows that a destination's table refuses: named by key, and skipped with -SkipUnreadable.</summary>
[Collection(SharedSource.Name)]
[Trait("Source", "none")]
public sealed class RefusedRowTests(SourceFixture source, TargetFixture targets) : DestinationTest(source, targets)
{
    private const string Table = "testers.refused";

    // Each of these tables refuses the rows 40003 and 40007 of twelve.
    public static TheoryData<string, string> Tables { get; } = new()
    {
        { "postgresql", "customer_id bigint PRIMARY KEY, first_name varchar(5), last_name text, email text, updated_at timestamptz" },
        {
            "postgresql",
            "customer_id bigint PRIMARY KEY, first_name text NOT NULL CHECK (length(first_name) < 6), last_name text, email text, " +
                "updated_at timestamptz"
        },
        { "postgresql", "customer_id bigint PRIMARY KEY, first_name text, last_name text UNIQUE, email text, updated_at timestamptz" },
        {
            "postgresql",
            "customer_id bigint PRIMARY KEY, first_name text, last_name text UNIQUE DEFERRABLE INITIALLY DEFERRED, email text, " +
                "updated_at timestamptz"
        },
        { "postgresql", "customer_id bigint PRIMARY KEY, first_name text, last_name text, email text NOT NULL, updated_at timestamptz" },
        { "postgresql", "customer_id smallint PRIMARY KEY, first_name text, last_name text, email text, updated_at timestamptz" },
        { "postgresql", "customer_id numeric(3) PRIMARY KEY, first_name text, last_name text, email text, updated_at timestamptz" },
        {
            "sqlite",
            "customer_id INTEGER PRIMARY KEY, first_name TEXT CHECK (length(first_name) < 6), last_name TEXT, email TEXT, updated_at TEXT"
        },
        { "sqlite", "customer_id INTEGER PRIMARY KEY, first_name TEXT, last_name TEXT UNIQUE, email TEXT, updated_at TEXT" },
        { "sqlite", "customer_id INTEGER PRIMARY KEY, first_name TEXT, last_name TEXT, email TEXT NOT NULL, updated_at TEXT" },
    };

    [Theory]
    [MemberData(nameof(Tables))]
    public void Refused_rows_are_skipped_and_the_rest_arrives_at_any_batch_size(string kind, string columns)
    {
        CreateSource();
        foreach (var batchSize in new[] { 1, 3, 4, 100 })
        {
            var target = kind == "sqlite" ? new SqliteTarget(Folder[$"{batchSize}.db"]) : Create(kind);
            target.Execute($"CREATE TABLE customers ({columns})");
            File.Delete(State);
            File.Delete(State + ".bak");

            var result = Sync(target, $"-SkipUnreadable -BatchSize {batchSize}").ThrowIfFailed();

            dynamic summary = result.Output[^1].BaseObject;
            Assert.Equal((10L, 2L), ((long)summary.RowsDelivered, (long)summary.RowsSkipped));
            Assert.Equal(["customer_id 40003", "customer_id 40007"], result.SkippedRowNames());
            Assert.Equal(
                ["customer_id 40003", "customer_id 40007"],
                Host.Run("(Get-RedshiftSyncState $state).Skipped.Row", ("state", State)).ThrowIfFailed().Output.Select(o => $"{o}"));
            Assert.Equal("10", target.Query("SELECT CAST(count(*) AS varchar(9)) FROM customers")[0]);
            Assert.Equal("2024-02-01T00:00:12.000000Z / 12", Watermark());

            // The next run delivers nothing again.
            Assert.Equal(0L, (long)Delivered(target, "-SkipUnreadable").RowsRead);
        }
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public void Without_SkipUnreadable_the_first_refused_row_is_named_and_the_next_run_resumes_there(string kind, string columns)
    {
        CreateSource();
        var target = Create(kind);
        target.Execute($"CREATE TABLE customers ({columns})");

        var result = Sync(target, "-BatchSize 100");

        AssertFailed(ErrorId.UnreadableRow, result);
        Assert.Equal("customer_id 40003", $"{result.Errors.Single().TargetObject}");
        Secrets.AssertNotIn(result, "Alexander", "taken");
        Assert.Equal(10L, (long)Delivered(target, "-SkipUnreadable").RowsDelivered);
    }

    // The SQLSTATEs of an index, a view with a check option and a trigger.
    [Theory]
    [InlineData("54000")]
    [InlineData("44000")]
    [InlineData("P0001")]
    public void A_row_can_be_refused_with_other_SQLSTATE_classes(string sqlState)
    {
        CreateSource();
        var target = Create("postgresql");
        target.Execute($"""
            CREATE TABLE customers (customer_id bigint PRIMARY KEY, first_name text, last_name text, email text, updated_at timestamptz);
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql
                AS $$ BEGIN RAISE EXCEPTION 'not %', NEW.first_name USING ERRCODE = '{sqlState}'; END $$;
            CREATE TRIGGER refuse BEFORE INSERT ON customers FOR EACH ROW WHEN (NEW.first_name = 'Alexander') EXECUTE FUNCTION refuse()
            """);

        AssertFailed(ErrorId.UnreadableRow, Sync(target, ""));
        var result = Sync(target, "-SkipUnreadable").ThrowIfFailed();

        Assert.Equal(["customer_id 40003", "customer_id 40007"], result.SkippedRowNames());
        Assert.All(result.Warnings, warning => Assert.DoesNotContain("Alexander", warning, StringComparison.Ordinal));
        Assert.Equal("10", target.Query("SELECT CAST(count(*) AS varchar(9)) FROM customers")[0]);
    }

    // The newer version is refused, the older one is kept.
    [Theory]
    [MemberData(nameof(Kinds), MemberType = typeof(DestinationTest))]
    public void If_a_key_repeats_in_a_batch_the_last_accepted_version_counts(string kind)
    {
        CustomerTable.Create(Source.Server, "refused", """
            VALUES (1, 'Al', 'a', 'e', timestamp '2024-02-01'), (1, 'Bo', 'b', 'e', '2024-02-02'),
                (1, 'Alexander', 'c', 'e', '2024-02-03'), (2, 'Cy', 'd', 'e', '2024-02-04')
            """);
        var target = Create(kind);
        var timeType = kind == "sqlite" ? "text" : "timestamptz";
        target.Execute(
            "CREATE TABLE customers (customer_id integer PRIMARY KEY, first_name text " +
                $"CHECK (length(first_name) < 6), last_name text, email text, updated_at {timeType})");

        Assert.Equal(["customer_id 1"], Sync(target, "-SkipUnreadable").ThrowIfFailed().SkippedRowNames());

        Assert.Equal(["Bo", "Cy"], target.Query("SELECT first_name FROM customers ORDER BY customer_id"));
    }

    private ScriptResult Sync(Target target, string parameters) =>
        Sync(target, $"-Table {Table} -DestinationTable customers {parameters}", []);

    private dynamic Delivered(Target target, string parameters) => Sync(target, parameters).ThrowIfFailed().Output[^1].BaseObject;

    private void CreateSource() => CustomerTable.Create(Source.Server, "refused", """
        SELECT CASE WHEN i IN (3, 7) THEN 40000 + i ELSE i END, CASE WHEN i IN (3, 7) THEN 'Alexander' ELSE 'Al' END,
            CASE WHEN i IN (1, 3, 7) THEN 'taken' ELSE 'n' || i END,
            CASE WHEN i IN (3, 7) THEN NULL ELSE 'e' END, timestamp '2024-02-01' + i * interval '1 second' FROM generate_series(1, 12) i
        """);
}
