using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Destinations;

/// <summary>Existing tables: which are accepted, and which are refused before a row is read.</summary>
[Collection(SharedSource.Name)]
[Trait("Source", "none")]
public sealed class SchemaTests(SourceFixture source, TargetFixture targets) : DestinationTest(source, targets)
{
    private const string Good = "customer_id bigint PRIMARY KEY, first_name text, last_name text, email text, updated_at timestamptz";

    [Theory]
    [InlineData(
        "more columns, in another order",
        "CREATE TABLE customers (extra integer, email text, updated_at text, last_name text, first_name text, " +
            "customer_id integer PRIMARY KEY, another)")]
    [InlineData(
        "a NOT NULL column with a default",
        "CREATE TABLE customers (customer_id integer PRIMARY KEY, first_name text, last_name text, email text, updated_at text, " +
            "note text NOT NULL DEFAULT '-')")]
    [InlineData(
        "a unique index instead of a key",
        "CREATE TABLE customers (customer_id bigint, first_name varchar, last_name char(3), email clob, updated_at datetime); " +
            "CREATE UNIQUE INDEX u ON customers (customer_id)")]
    [InlineData(
        "a key besides another",
        "CREATE TABLE customers (id integer PRIMARY KEY, customer_id integer UNIQUE, first_name text, last_name text, email text, " +
            "updated_at text)")]
    [InlineData("no types", "CREATE TABLE customers (customer_id INTEGER PRIMARY KEY, first_name, last_name, email, updated_at)")]
    [InlineData(
        "other case",
        "CREATE TABLE CUSTOMERS (Customer_ID INTEGER PRIMARY KEY, First_Name TEXT, Last_Name TEXT, EMail TEXT, Updated_At TEXT)")]
    [InlineData(
        "without a row id",
        "CREATE TABLE customers (customer_id INTEGER PRIMARY KEY, first_name TEXT, last_name TEXT, email TEXT, " +
            "updated_at TEXT) WITHOUT ROWID")]
    [InlineData(
        "strict",
        "CREATE TABLE customers (customer_id INTEGER PRIMARY KEY, first_name TEXT, last_name TEXT, email TEXT, updated_at TEXT) STRICT")]
    [InlineData(
        "a generated column more",
        "CREATE TABLE customers (customer_id INTEGER PRIMARY KEY, first_name TEXT, last_name TEXT, email TEXT, updated_at TEXT, " +
            "full_name TEXT GENERATED ALWAYS AS (first_name || last_name))")]
    public void SQLite_accepts(string what, string sql) => AssertAccepts("sqlite", what, sql);

    [Theory]
    [InlineData(
        "a missing column", "CREATE TABLE customers (customer_id INTEGER PRIMARY KEY, first_name TEXT, last_name TEXT, updated_at TEXT)")]
    [InlineData("no key", "CREATE TABLE customers (customer_id INTEGER, first_name TEXT, last_name TEXT, email TEXT, updated_at TEXT)")]
    [InlineData(
        "a key of two columns",
        "CREATE TABLE customers (customer_id INTEGER, first_name TEXT, last_name TEXT, email TEXT, updated_at TEXT, " +
            "PRIMARY KEY (customer_id, email))")]
    [InlineData(
        "an index that is not unique",
        "CREATE TABLE customers (customer_id INTEGER, first_name TEXT, last_name TEXT, email TEXT, updated_at TEXT); " +
            "CREATE INDEX i ON customers (customer_id)")]
    [InlineData(
        "a partial index",
        "CREATE TABLE customers (customer_id INTEGER, first_name TEXT, last_name TEXT, email TEXT, updated_at TEXT); " +
            "CREATE UNIQUE INDEX i ON customers (customer_id) WHERE customer_id > 5")]
    [InlineData(
        "an index on an expression",
        "CREATE TABLE customers (customer_id INTEGER, first_name TEXT, last_name TEXT, email TEXT, updated_at TEXT); " +
            "CREATE UNIQUE INDEX i ON customers (customer_id + 1)")]
    [InlineData(
        "a key of text",
        "CREATE TABLE customers (customer_id TEXT PRIMARY KEY, first_name TEXT, last_name TEXT, email TEXT, updated_at TEXT)")]
    [InlineData(
        "a text of numbers",
        "CREATE TABLE customers (customer_id INTEGER PRIMARY KEY, first_name NUMERIC, last_name TEXT, email TEXT, updated_at TEXT)")]
    [InlineData(
        "a time of numbers",
        "CREATE TABLE customers (customer_id INTEGER PRIMARY KEY, first_name TEXT, last_name TEXT, email TEXT, updated_at INTEGER)")]
    [InlineData(
        "a NOT NULL column without a default",
        "CREATE TABLE customers (customer_id INTEGER PRIMARY KEY, first_name TEXT, last_name TEXT, email TEXT, updated_at TEXT, " +
            "note TEXT NOT NULL)")]
    [InlineData(
        "a generated column in the way",
        "CREATE TABLE customers (customer_id INTEGER PRIMARY KEY, first_name TEXT, last_name TEXT, " +
            "email TEXT GENERATED ALWAYS AS ('x'), updated_at TEXT)")]
    [InlineData(
        "a view",
        "CREATE TABLE t (customer_id INTEGER PRIMARY KEY, first_name TEXT, last_name TEXT, email TEXT, updated_at TEXT); " +
            "CREATE VIEW customers AS SELECT * FROM t")]
    public void SQLite_refuses(string what, string sql) => AssertRefuses("sqlite", what, sql);

    [Theory]
    [InlineData(
        "more columns, in another order",
        "CREATE TABLE customers (extra integer, email varchar, updated_at timestamp, last_name varchar(100), first_name text, " +
            "customer_id integer PRIMARY KEY)")]
    [InlineData("a NOT NULL column with a default", $"CREATE TABLE customers ({Good}, note text NOT NULL DEFAULT '-')")]
    [InlineData("a column that counts by itself", $"CREATE TABLE customers ({Good}, id bigint GENERATED ALWAYS AS IDENTITY, old serial)")]
    [InlineData(
        "a generated column more", $"CREATE TABLE customers ({Good}, full_name text GENERATED ALWAYS AS (first_name || last_name) STORED)")]
    [InlineData(
        "a unique index instead of a key",
        "CREATE TABLE customers (customer_id numeric, first_name text, last_name text, email text, updated_at timestamptz); " +
            "CREATE UNIQUE INDEX ON customers (customer_id) INCLUDE (email)")]
    [InlineData(
        "a key that counts by default",
        "CREATE TABLE customers (customer_id integer GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, first_name text, last_name text, " +
            "email text, updated_at timestamptz)")]
    [InlineData(
        "partitions",
        "CREATE TABLE customers (customer_id bigint PRIMARY KEY, first_name text, last_name text, email text, " +
            "updated_at timestamptz) PARTITION BY HASH (customer_id); " +
            "CREATE TABLE p PARTITION OF customers FOR VALUES WITH (MODULUS 1, REMAINDER 0)")]
    [InlineData(
        "a column that was dropped", $"CREATE TABLE customers (gone text NOT NULL, {Good}); ALTER TABLE customers DROP COLUMN gone")]
    public void PostgreSQL_accepts(string what, string sql) => AssertAccepts("postgresql", what, sql);

    [Theory]
    [InlineData(
        "a missing column",
        "CREATE TABLE customers (customer_id bigint PRIMARY KEY, first_name text, last_name text, updated_at timestamptz)")]
    [InlineData(
        "other case",
        "CREATE TABLE customers (\"Customer_ID\" bigint PRIMARY KEY, first_name text, last_name text, email text, updated_at timestamptz)")]
    [InlineData(
        "no key", "CREATE TABLE customers (customer_id bigint, first_name text, last_name text, email text, updated_at timestamptz)")]
    [InlineData(
        "a key of two columns",
        "CREATE TABLE customers (customer_id bigint, first_name text, last_name text, email text, updated_at timestamptz, " +
            "PRIMARY KEY (customer_id, email))")]
    [InlineData(
        "a partial index",
        "CREATE TABLE customers (customer_id bigint, first_name text, last_name text, email text, updated_at timestamptz); " +
            "CREATE UNIQUE INDEX ON customers (customer_id) WHERE customer_id > 5")]
    [InlineData(
        "an index on an expression",
        "CREATE TABLE customers (customer_id bigint, first_name text, last_name text, email text, updated_at timestamptz); " +
            "CREATE UNIQUE INDEX ON customers ((customer_id + 1))")]
    [InlineData(
        "a key that is checked late",
        "CREATE TABLE customers (customer_id bigint PRIMARY KEY DEFERRABLE, first_name text, last_name text, email text, " +
            "updated_at timestamptz)")]
    [InlineData(
        "a key of text",
        "CREATE TABLE customers (customer_id text PRIMARY KEY, first_name text, last_name text, email text, updated_at timestamptz)")]
    [InlineData(
        "a key that gives itself",
        "CREATE TABLE customers (customer_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, first_name text, last_name text, " +
            "email text, updated_at timestamptz)")]
    [InlineData(
        "a padded text",
        "CREATE TABLE customers (customer_id bigint PRIMARY KEY, first_name char(100), last_name text, email text, " +
            "updated_at timestamptz)")]
    [InlineData(
        "a text of numbers",
        "CREATE TABLE customers (customer_id bigint PRIMARY KEY, first_name text, last_name text, email integer, updated_at timestamptz)")]
    [InlineData(
        "a date", "CREATE TABLE customers (customer_id bigint PRIMARY KEY, first_name text, last_name text, email text, updated_at date)")]
    [InlineData(
        "whole seconds",
        "CREATE TABLE customers (customer_id bigint PRIMARY KEY, first_name text, last_name text, email text, updated_at timestamp(0))")]
    [InlineData(
        "milliseconds",
        "CREATE TABLE customers (customer_id bigint PRIMARY KEY, first_name text, last_name text, email text, updated_at timestamptz(3))")]
    [InlineData("a NOT NULL column without a default", $"CREATE TABLE customers ({Good}, note text NOT NULL)")]
    [InlineData(
        "a generated column in the way",
        "CREATE TABLE customers (customer_id bigint PRIMARY KEY, first_name text, last_name text, " +
            "email text GENERATED ALWAYS AS ('x') STORED, updated_at timestamptz)")]
    [InlineData("a view", $"CREATE TABLE t ({Good}); CREATE VIEW customers AS SELECT * FROM t")]
    [InlineData("a sequence", "CREATE SEQUENCE customers")]
    public void PostgreSQL_refuses(string what, string sql) => AssertRefuses("postgresql", what, sql);

    [Fact]
    public void A_missing_schema_is_not_created()
    {
        SampleCustomers.Create(Source.Server);

        AssertFailed(ErrorId.DestinationUnavailable, Sync(Create("postgresql"), "-DestinationTable staging.customers"));
        Assert.False(File.Exists(State));
    }

    // All at once in a new database: none may fail because another is creating the same table.
    [Fact]
    public void Several_syncs_can_start_in_one_database_at_once()
    {
        SampleCustomers.Create(Source.Server, generated: 300);
        var target = Targets.CreatePostgres();
        var hosts = Enumerable.Range(0, 4).Select(_ => Source.Connect(nameof(SchemaTests))).ToArray();
        try
        {
            var results = hosts.AsParallel().WithDegreeOfParallelism(4).Select((host, i) => host.Run(
                "$null = Sync-RedshiftCustomers $state -Destination $destination -DestinationCredential $credential " +
                    "-DestinationTable $table",
                ("state", Folder[$"{i}.json"]), ("destination", target.Address), ("credential", Targets.Credential),
                ("table", $"customers{i % 2}"))).ToArray();

            Assert.All(results, r => r.ThrowIfFailed());
            Assert.Equal((303, 303), (target.Rows("customers0").Count, target.Rows("customers1").Count));
        }
        finally
        {
            Array.ForEach(hosts, h => h.Dispose());
        }
    }

    [Theory]
    [InlineData("sqlite", "redshiftsync_checkpoint")]
    [InlineData("sqlite", "RedshiftSync_Checkpoint")]
    [InlineData("sqlite", "sqlite_master")]
    [InlineData("sqlite", "SQLite_x")]
    [InlineData("postgresql", "redshiftsync_checkpoint")]
    [InlineData("postgresql", "public.redshiftsync_checkpoint")]
    public void The_tables_of_the_module_and_of_SQLite_are_refused(string kind, string table)
    {
        SampleCustomers.Create(Source.Server);
        var target = Create(kind);

        AssertFailed(ErrorId.ParameterInvalid, Sync(target, "-DestinationTable $table", ("table", table)));
        AssertFailed(ErrorId.ParameterInvalid, Run(target, "Test-RedshiftSync @to -DestinationTable $table", ("table", table)));
    }

    private void AssertAccepts(string kind, string what, string sql)
    {
        SampleCustomers.Create(Source.Server);
        var target = Create(kind);
        target.Execute(sql);

        Assert.Equal(3L, Delivered(target).RowsDelivered);
        Assert.True(target.Query("SELECT first_name FROM customers ORDER BY customer_id").SequenceEqual(["Joe", "John", "Ricky"]), what);
        Source.Server.Execute($"UPDATE {SampleCustomers.Table} SET first_name = 'Moved', updated_at = '2025-01-01Z' WHERE customer_id = 4");
        Assert.Equal(1L, Delivered(target).RowsDelivered);
        Assert.True(target.Query("SELECT first_name FROM customers ORDER BY customer_id").SequenceEqual(["Joe", "Moved", "Ricky"]), what);
        Assert.Empty(Run(target, "Test-RedshiftSync @to").ThrowIfFailed().Output);
    }

    private void AssertRefuses(string kind, string what, string sql)
    {
        SampleCustomers.Create(Source.Server);
        var target = Create(kind);
        target.Execute(sql);

        var result = Sync(target, "-Verbose");

        AssertFailed(ErrorId.DestinationSchemaMismatch, result);
        Assert.Equal("InvalidType", $"{result.Failure!.CategoryInfo.Category}");
        Assert.True(result.Verbose.All(line => !line.Contains("ORDER BY", StringComparison.Ordinal)), $"{what}: a row was read.");
        Assert.False(File.Exists(State), what);
        AssertFailed(ErrorId.DestinationSchemaMismatch, Run(target, "Test-RedshiftSync @to"));
    }
}
