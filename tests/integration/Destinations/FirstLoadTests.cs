using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Destinations;

/// <summary>
/// A table of PostgreSQL that is empty when a run begins: rows are copied straight into it, and only where a key repeats, or where the
/// table is not like one of the module's own, they go through a staging table.
/// </summary>
[Collection(SharedSource.Name)]
[Trait("Source", "none")]
public sealed class FirstLoadTests(SourceFixture source, TargetFixture targets) : DestinationTest(source, targets)
{
    private const string Columns = "customer_id bigint PRIMARY KEY, first_name text, last_name text, email text, updated_at timestamptz";

    [Fact]
    public void Rows_of_a_first_load_are_copied_and_those_of_a_later_run_are_upserted()
    {
        var table = CreateSource("1 2 3 4 5 6 7 8 9 10");
        var target = CreateTarget();

        Assert.Equal(10L, (long)Delivered(target, $"-Table {table} -DestinationTable customers -BatchSize 3").RowsDelivered);

        AssertArrived(table, target, stagings: 0);
        Source.Server.Execute($"INSERT INTO {table} VALUES (3, 'changed', '', '', '2024-02-02'), (11, 'new', '', '', '2024-02-02')");
        Delivered(target, $"-Table {table} -DestinationTable customers");
        AssertArrived(table, target, stagings: 1);
    }

    // Batches of four rows.
    [Theory]
    [InlineData("1 2 2 3 4 5 6 7", 1)]
    [InlineData("1 2 3 4 5 6 7 1 8 9", 1)]
    [InlineData("1 2 3 4 4 5 6 7", 1)]
    [InlineData("1 2 3 4 5 6 7 8 8", 1)]
    [InlineData("1 1 1 1 1 1 1 1 1", 3)]
    [InlineData("1 2 3 4 1 5 6 7 8 9 10 11 1 12 13 14", 2)]
    [InlineData("1 2 3 4 1 5 6 7 1 8 9 10 1 11 12 13 14 15 16 17", 4)]
    public void Where_a_key_repeats_the_newest_row_arrives(string keys, int stagings)
    {
        var table = CreateSource(keys);
        var target = CreateTarget();

        Delivered(target, $"-Table {table} -DestinationTable customers -BatchSize 4");

        AssertArrived(table, target, stagings);
        Assert.Equal(0L, (long)Delivered(target, $"-Table {table} -DestinationTable customers").RowsRead);
    }

    // A binary COPY would misread other types, ignore rules, and fail with row-level security.
    [Theory]
    [InlineData($"CREATE TABLE customers ({Columns}); ALTER TABLE customers ALTER customer_id TYPE integer")]
    [InlineData($"CREATE TABLE customers ({Columns}); ALTER TABLE customers ALTER customer_id TYPE numeric")]
    [InlineData($"CREATE TABLE customers ({Columns}); ALTER TABLE customers ALTER first_name TYPE varchar(40)")]
    [InlineData($"CREATE TABLE customers ({Columns}); ALTER TABLE customers ALTER updated_at TYPE timestamp")]
    [InlineData($"CREATE TABLE customers ({Columns}); ALTER TABLE customers ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY; "
        + "CREATE POLICY everything ON customers USING (true)")]
    [InlineData($"CREATE TABLE customers ({Columns}); CREATE RULE nothing AS ON DELETE TO customers DO INSTEAD NOTHING")]
    [InlineData($"CREATE TABLE customers ({Columns}); "
        + "CREATE FUNCTION seen() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$; "
        + "CREATE TRIGGER seen BEFORE INSERT ON customers FOR EACH ROW EXECUTE FUNCTION seen()")]
    public void A_table_that_is_not_like_the_module_s_own_is_filled_through_staging(string create)
    {
        var table = CreateSource("1 2 3 4 5");
        var target = CreateTarget();
        target.Execute(create);

        Delivered(target, $"-Table {table} -DestinationTable customers -BatchSize 3");

        AssertArrived(table, target, stagings: 2);
    }

    [Theory]
    [InlineData($"CREATE TABLE customers ({Columns}, loaded timestamptz NOT NULL DEFAULT now(), "
        + "twice bigint GENERATED ALWAYS AS (2 * customer_id) STORED)")]
    [InlineData("CREATE TABLE customers (email text, updated_at timestamptz, customer_id bigint UNIQUE, last_name text, first_name text)")]
    [InlineData($"CREATE TABLE customers ({Columns}) PARTITION BY RANGE (customer_id); "
        + "CREATE TABLE few PARTITION OF customers FOR VALUES FROM (0) TO (3); CREATE TABLE more PARTITION OF customers DEFAULT")]
    public void A_table_with_the_same_types_is_copied_into(string create)
    {
        var table = CreateSource("1 2 3 4 5");
        var target = CreateTarget();
        target.Execute(create);

        Delivered(target, $"-Table {table} -DestinationTable customers -BatchSize 3");

        AssertArrived(table, target, stagings: 0);
    }

    [Fact]
    public void A_truncated_table_is_copied_into_with_Full()
    {
        var table = CreateSource("1 2 3 3 4 5");
        var target = CreateTarget();
        Delivered(target, $"-Table {table} -DestinationTable customers");
        target.Execute("TRUNCATE customers");
        Source.Server.Execute($"DELETE FROM {table} WHERE customer_id = 3");

        Delivered(target, $"-Table {table} -DestinationTable customers -Full");

        AssertArrived(table, target, stagings: 1);
    }

    [Theory]
    [InlineData("2099-01-01", "other")]
    [InlineData("2001-01-01", "3")]
    public void A_row_that_another_session_has_written_meanwhile_is_replaced_if_it_is_older(string time, string expected)
    {
        var table = CreateSource("1 2 3 4 5");
        var target = CreateTarget();
        target.Execute($"CREATE TABLE customers ({Columns})");
        using var other = target.Open();
        using var transaction = other.BeginTransaction();
        using var command = other.CreateCommand();
        command.CommandText = $"LOCK TABLE customers IN EXCLUSIVE MODE; INSERT INTO customers VALUES (3, 'other', '', '', '{time}')";
        command.ExecuteNonQuery();
        using var running = Begin(target, $"Sync-RedshiftCustomers $state @to -Table {table} -DestinationTable customers");
        while (target.Query("SELECT 1 FROM pg_locks WHERE NOT granted").Count == 0)
        {
            Assert.False(running.IsCompleted);
            Thread.Sleep(20);
        }

        transaction.Commit();

        running.Wait().ThrowIfFailed();
        Assert.Equal(["1 1", "2 2", $"3 {expected}", "4 4", "5 5"], FirstNames(target));
        Assert.Equal(1, Stagings(target));
    }

    [Fact]
    public void Every_type_arrives_as_it_is_with_NULLs_and_extremes()
    {
        const string All =
            "smallest smallint, number integer, price numeric(12,2), exact numeric(38,18), whole numeric(38,0), free numeric, rate real, "
            + "ratio double precision, active boolean, name varchar(40), code char(10), due date, opens time, closes timetz, "
            + "local timestamp, payload json, region text";
        var columns = All.Split(", ").Select(c => c.Split(' ')[0]).ToArray();
        Source.Server.Execute($$"""
            CREATE SCHEMA IF NOT EXISTS testers;
            DROP TABLE IF EXISTS testers.first_types;
            CREATE TABLE testers.first_types (id bigint PRIMARY KEY, {{All}}, updated_at timestamptz);
            INSERT INTO testers.first_types VALUES
                (-9223372036854775808, -32768, -2147483648, -9999999999.99, -99999999999999999999.999999999999999999,
                    -99999999999999999999999999999999999999, -0.000000000000000001, '-3.4028235e38', '-1.7976931348623157e308', false,
                    '', '', '0001-01-01', '00:00', '00:00+14', '0001-01-01', '{}', '', '2024-02-01'),
                (9223372036854775807, 32767, 2147483647, 9999999999.99, 99999999999999999999.999999999999999999,
                    99999999999999999999999999999999999999, 10000.00010000, 'NaN', 'Infinity', true, 'Zürich 🙂', 'a b ',
                    '9999-12-31', '24:00', '23:59:59.999999-12:30', '9999-12-31 23:59:59.999999', '{"a": [1, null]}', ' x ', '2024-02-02'),
                (0, 0, 0, 0.00, 0.000000000000000000, 0, 0.00, 0, '-0', NULL, ' ', ' ', '2000-01-01', '12:34:56.789012',
                    '12:34:56.789+05:30', '2000-01-01 00:00:00.000001', '[]', E'\n', '2024-02-03');
            INSERT INTO testers.first_types (id, updated_at) VALUES (1, '2024-02-04');
            GRANT SELECT ON testers.first_types TO {{PostgresServer.User}}
            """);
        var target = CreateTarget();

        Run(target, "Sync-RedshiftTable testers.first_types $state @to -CursorColumn updated_at -BatchSize 2").ThrowIfFailed();

        var line = $"SELECT concat_ws('|', id, {string.Join(", ", columns.Select(c => $"coalesce({c}::text, 'NULL')"))}, "
            + "updated_at AT TIME ZONE 'UTC') FROM ";
        Assert.Equal<string?>(
            CustomerTable.Texts(Source.Server, $"{line} testers.first_types ORDER BY id"),
            target.Query($"{line} first_types ORDER BY id"));
        Assert.Equal(0, Stagings(target));
    }

    private static List<string?> FirstNames(PostgresTarget target) =>
        target.Query("SELECT customer_id || ' ' || first_name FROM customers ORDER BY customer_id");

    private static int Stagings(PostgresTarget target) => target.Query("SELECT 1 FROM watch.created").Count;

    private void AssertArrived(string table, PostgresTarget target, int stagings)
    {
        var newest = CustomerTable.Texts(
            Source.Server,
            $"""
            SELECT DISTINCT ON (customer_id) concat_ws('|', customer_id, first_name, last_name, coalesce(email, 'NULL'),
                to_char(updated_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
            FROM {table} ORDER BY customer_id, updated_at DESC
            """);
        Assert.Equal(newest, target.Rows());
        Assert.Equal(stagings, Stagings(target));
    }

    // Rows with these keys, in the order of their times. The first name of a row is its place.
    private string CreateSource(string keys) => CustomerTable.Create(
        Source.Server,
        "first_load",
        $"SELECT key::bigint, place::text, 'last', NULL, timestamp '2024-02-01' + place * interval '1 second' "
            + $"FROM unnest(string_to_array('{keys}', ' ')) WITH ORDINALITY AS k(key, place)");

    // An event trigger counts the staging tables.
    private PostgresTarget CreateTarget()
    {
        var target = Targets.CreatePostgres();
        target.Execute(
            """
            CREATE SCHEMA watch;
            GRANT USAGE ON SCHEMA watch TO PUBLIC;
            CREATE TABLE watch.created (name text);
            GRANT SELECT ON watch.created TO PUBLIC;
            CREATE FUNCTION watch.note() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
                BEGIN
                    INSERT INTO watch.created SELECT object_identity FROM pg_event_trigger_ddl_commands()
                    WHERE object_identity LIKE '%redshiftsync_staging';
                END $$;
            CREATE EVENT TRIGGER note ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION watch.note()
            """,
            asSuperUser: true);
        return target;
    }
}
