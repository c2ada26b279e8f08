using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Destinations;

/// <summary>The contents of a destination after a sync.</summary>
[Collection(SharedSource.Name)]
public sealed class ArrivalTests(SourceFixture source, TargetFixture targets) : DestinationTest(source, targets)
{
    [Theory, MemberData(nameof(Kinds))]
    public void All_rows_arrive_then_none_then_the_changed_rows(string kind)
    {
        SampleCustomers.Create(Source.Server, generated: 2500);
        var target = Create(kind);

        var first = Delivered(target, "-BatchSize 1000");
        Assert.Equal((2503L, 2503L, 3), ((long)first.RowsRead, (long)first.RowsDelivered, (int)first.Batches));
        Assert.Equal(Warehouse.SourceRows(Source.Server), target.Rows());
        Assert.Equal([$"customers {Watermark()}"], target.Checkpoints());
        Assert.Equal(0L, Delivered(target).RowsDelivered);

        Source.Server.Execute(
            $"UPDATE {SampleCustomers.Table} SET first_name = 'Moved', updated_at = '2026-01-02T03:04:05.000006Z' " +
                "WHERE customer_id IN (1, 4)");
        Assert.Equal(2L, Delivered(target).RowsDelivered);
        Assert.Equal(Warehouse.SourceRows(Source.Server), target.Rows());
        Assert.Equal(["customers 2026-01-02T03:04:05.000006Z / 4"], target.Checkpoints());
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Texts_arrive_unchanged(string kind)
    {
        SampleCustomers.CreateEmpty(Source.Server);
        EdgeCaseTexts.Insert(Source.Server);
        var target = Create(kind);

        Assert.Equal((long)EdgeCaseTexts.All.Count, Delivered(target).RowsDelivered);

        Assert.Equal(EdgeCaseTexts.All, target.Query("SELECT first_name FROM customers ORDER BY customer_id"));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_created_table_has_a_primary_key_and_column_types(string kind)
    {
        SampleCustomers.Create(Source.Server);
        var target = Create(kind);
        Delivered(target);

        Assert.Equal(
            kind == "sqlite"
                ? ["customer_id INTEGER 1", "first_name TEXT 0", "last_name TEXT 0", "email TEXT 0", "updated_at TEXT 0"]
                :
                [
                    "customer_id integer 1", "first_name text 0", "last_name text 0", "email text 0",
                    "updated_at timestamp with time zone 0",
                ],
            target.Query(kind == "sqlite"
                ? "SELECT name || ' ' || type || ' ' || pk FROM pragma_table_info('customers') ORDER BY cid"
                : """
                  SELECT a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || ' ' || (a.attnum = ANY (i.indkey))::int
                  FROM pg_attribute a JOIN pg_index i ON i.indrelid = a.attrelid AND i.indisprimary
                  WHERE a.attrelid = 'customers'::regclass AND a.attnum > 0 ORDER BY a.attnum
                  """));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_row_replaces_one_of_the_same_time_but_never_a_newer_one(string kind)
    {
        SampleCustomers.Create(Source.Server);
        var target = Create(kind);
        Delivered(target);
        target.Execute("UPDATE customers SET first_name = 'newer', updated_at = '2025-01-01T00:00:00.000000Z' WHERE customer_id = 2");
        target.Execute("UPDATE customers SET first_name = 'the same' WHERE customer_id = 4");
        target.Execute("UPDATE customers SET first_name = 'older', updated_at = '2024-01-01T00:00:00.000000Z' WHERE customer_id = 5");

        Run(target, "Set-RedshiftSyncState $state -UpdatedAt 2024-01-01").ThrowIfFailed();
        Assert.Equal(3L, Delivered(target).RowsDelivered);

        Assert.Equal(["newer", "John", "Ricky"], target.Query("SELECT first_name FROM customers ORDER BY customer_id"));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_full_run_replaces_newer_rows(string kind)
    {
        SampleCustomers.Create(Source.Server, generated: 200);
        var target = Create(kind);
        Delivered(target);
        target.Execute("UPDATE customers SET first_name = 'newer', updated_at = '2025-12-31T00:00:00.000000Z'");
        target.Execute("INSERT INTO customers (customer_id, first_name, updated_at) VALUES (77777, 'own', '2025-12-31T00:00:00.000000Z')");

        Assert.Equal(203L, Delivered(target, "-Full -BatchSize 50").RowsDelivered);

        target.Execute("DELETE FROM customers WHERE customer_id = 77777");
        Assert.Equal(Warehouse.SourceRows(Source.Server), target.Rows());
        Assert.Equal(0L, Delivered(target).RowsDelivered);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void If_a_key_repeats_the_newest_row_is_kept(string kind)
    {
        SampleCustomers.CreateEmpty(Source.Server);
        Source.Server.Execute($"""
            INSERT INTO {SampleCustomers.Table} (customer_id, first_name, updated_at) VALUES
            (1, 'new', '2024-06-01Z'), (1, 'old', '2024-05-01Z'), (2, 'a', '2024-05-02Z'), (2, 'b', '2024-05-02Z'),
            (3, 'x', '2024-05-03Z'), (3, 'x', '2024-05-03Z')
            """);
        foreach (var size in new[] { 1, 3, 10_000 })
        {
            var target = kind == "postgresql" ? (Target)Targets.CreatePostgres() : new SqliteTarget(Folder[$"{size}.db"]);

            Assert.Equal(6L, Delivered(target, $"-Full -BatchSize {size}").RowsDelivered);

            Assert.Equal("new", target.Query("SELECT first_name FROM customers WHERE customer_id = 1").Single());
            Assert.Contains(target.Query("SELECT first_name FROM customers WHERE customer_id = 2").Single(), new[] { "a", "b" });
            Assert.Equal(["1", "2", "3"], target.Query("SELECT CAST(customer_id AS varchar(9)) FROM customers ORDER BY customer_id"));
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Rows_without_a_time_are_accepted_unless_a_dated_row_exists(string kind)
    {
        SampleCustomers.CreateEmpty(Source.Server);
        Source.Server.Execute(
            $"INSERT INTO {SampleCustomers.Table} (customer_id, first_name, updated_at) " +
                "VALUES (1, 'no time', NULL), (2, 'no time', NULL), (2, 'dated', '2024-05-01Z')");
        var target = Create(kind);

        Delivered(target, "-NullTimestamp Include -BatchSize 1");
        Assert.Equal(["1|no time|NULL|NULL|NULL", "2|dated|NULL|NULL|2024-05-01T00:00:00.000000Z"], target.Rows());

        Source.Server.Execute($"UPDATE {SampleCustomers.Table} SET first_name = 'changed' WHERE updated_at IS NULL");
        Delivered(target, "-NullTimestamp Include");
        Assert.Equal(["1|changed|NULL|NULL|NULL", "2|dated|NULL|NULL|2024-05-01T00:00:00.000000Z"], target.Rows());
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Rows_without_a_time_alone_create_no_checkpoint(string kind)
    {
        SampleCustomers.CreateEmpty(Source.Server);
        Source.Server.Execute($"INSERT INTO {SampleCustomers.Table} (customer_id, updated_at) VALUES (1, NULL)");
        var target = Create(kind);

        Assert.Equal(1L, Delivered(target, "-NullTimestamp Include").RowsDelivered);

        Assert.Empty(target.Checkpoints());
        AssertFailed(ErrorId.DestinationNotSynced, Run(target, "Test-RedshiftSync @to"));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void An_empty_source_leaves_an_empty_table(string kind)
    {
        SampleCustomers.CreateEmpty(Source.Server);
        var target = Create(kind);

        var result = Delivered(target);

        Assert.Equal((0L, 0, null), ((long)result.RowsDelivered, (int)result.Batches, (object?)result.WatermarkAfter));
        Assert.Empty(target.Rows());
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Table_names_can_contain_special_characters(string kind)
    {
        SampleCustomers.Create(Source.Server);
        var target = Create(kind);
        var name = kind == "sqlite" ? "\"we're \"\"odd\"\".table; DROP\"" : "\"my.schema\".\"we're \"\"odd\"\".table; DROP\"";
        if (kind == "postgresql")
        {
            target.Execute("CREATE SCHEMA \"my.schema\"");
        }

        Delivered(target, "-DestinationTable $table", ("table", name));

        Assert.Equal(3, target.Rows(name).Count);
        Assert.Equal(3L, Delivered(target, "-DestinationTable $table -Full", ("table", name)).RowsDelivered);
        Assert.Empty(Run(target, "Test-RedshiftSync @to -DestinationTable $table", ("table", name)).ThrowIfFailed().Output);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Each_table_in_a_destination_has_its_own_checkpoint(string kind)
    {
        SampleCustomers.Create(Source.Server, generated: 20);
        var target = Create(kind);

        Delivered(target, "-DestinationTable one");
        Run(
            target,
            "$null = Sync-RedshiftCustomers $other @to -DestinationTable two -MaxRow 5",
            ("other", Folder["other.json"])).ThrowIfFailed();

        Assert.Equal((23, 5), (target.Rows("one").Count, target.Rows("two").Count));
        Assert.Equal(2, target.Checkpoints().Distinct().Count());
        Assert.Equal(0L, Delivered(target, "-DestinationTable one").RowsDelivered);
    }

    [Fact]
    public void A_schema_or_credential_is_refused_for_a_SQLite_file()
    {
        SampleCustomers.Create(Source.Server);

        AssertFailed(ErrorId.ParameterInvalid, Sync(Create("sqlite"), "-DestinationTable staging.customers"));
        AssertFailed(
            ErrorId.ParameterInvalid,
            Sync(Create("sqlite"), "-DestinationCredential $credential", ("credential", Targets.Credential)));
        Assert.Empty(Directory.GetFiles(Folder.Path));
    }

    [Fact]
    public void Other_columns_keep_their_values()
    {
        SampleCustomers.Create(Source.Server);
        foreach (var kind in new[] { "sqlite", "postgresql" })
        {
            File.Delete(State);
            File.Delete(State + ".bak");
            var target = Create(kind);
            var timeType = kind == "sqlite" ? "datetime" : "timestamp";
            target.Execute(
                $"CREATE TABLE customers (note varchar(20) DEFAULT 'none' NOT NULL, updated_at {timeType}, email varchar(99), " +
                    "last_name text, first_name text, customer_id integer PRIMARY KEY)");
            target.Execute("INSERT INTO customers (customer_id, note) VALUES (4, 'kept'), (99, 'own')");

            Assert.Equal(3L, Delivered(target).RowsDelivered);

            Assert.Equal(
                ["2 none", "4 kept", "5 none", "99 own"],
                target.Query("SELECT customer_id || ' ' || note FROM customers ORDER BY customer_id"));
            Assert.Equal(
                ["2", "4", "5"],
                target.Query("SELECT CAST(customer_id AS varchar(9)) FROM customers WHERE updated_at IS NOT NULL ORDER BY customer_id"));
            if (kind == "postgresql")
            {
                Assert.Equal(
                    ["2024-01-31 23:04:39"],
                    target.Query("SELECT to_char(updated_at, 'YYYY-MM-DD HH24:MI:SS') FROM customers WHERE customer_id = 2"));
            }
        }
    }
}
