using Microsoft.Data.Sqlite;
using RedshiftSync.Adapters.Postgres;
using RedshiftSync.Adapters.Sqlite;
using RedshiftSync.UnitTests.Run;

namespace RedshiftSync.UnitTests.Schema;

public sealed class TableSchemaTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("redshiftsync");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Roles_are_found_wherever_their_columns_are()
    {
        var schema = TestData.Schema;

        Assert.Equal(["updated_at", "first_name", "customer_id"], schema.ColumnNames);
        Assert.Equal([0, 1, 2], schema.Columns.Select(c => c.Ordinal));
        Assert.Equal(("customer_id", 2), (schema.Key.Name, schema.Key.Ordinal));
        Assert.Equal(("updated_at", 0), (schema.Cursor.Name, schema.Cursor.Ordinal));
        Assert.Equal(["first_name"], schema.PlainColumns.Select(c => c.Name));
    }

    [Theory]
    [InlineData("customer_id", "bigint", true)]
    [InlineData("customer_id", "text", false)]
    [InlineData("first_name", "char", true)]
    [InlineData("first_name", "timestamp", false)]
    [InlineData("updated_at", "timestamptz", true)]
    [InlineData("updated_at", "smallint", false)]
    public void A_type_fits_or_does_not_fit_the_role_of_its_column(string column, string type, bool fits)
    {
        var schema = TestData.Schema.WithTypes(_ => ColumnType.Named(type));

        Assert.Equal(fits, schema.Columns.Single(c => c.Name == column).FindMisfit() is null);
    }

    // The schema under test begins with the cursor and ends with the key.
    [Fact]
    public void Values_land_in_their_columns_in_sqlite()
    {
        var path = Path.Combine(_folder.FullName, "warehouse.db");
        var observer = new RecordingObserver();
        using var source = new FakeSource(
            [new(TestData.Old, 7, "seven"), new(TestData.Old.AddDays(1), 8, null!)],
            TestData.Clock).Access(observer);
        using (var file = new StateFile(Path.Combine(_folder.FullName, "s.json")))
        {
            file.Lock();
            using var target = new ReconnectingDestination(
                cancellation => SqliteDestination.Open(path, forReading: false, cancellation),
                new DestinationRequest(TestData.Schema.Table, TestData.Schema, TestData.Source),
                new RetryPolicy(new ImmediateRetry(), 0));

            DestinationRun.Execute(file, source, target, TestData.Request, 10, observer);

            var digests = target.Execute(
                d => d.Digests(DigestKind.Content, LocalTimes.Utc, TestData.Schema).ReadRows([new(7, 7)], default),
                _ => { },
                default);
            var hash = new RowHash(DigestKind.Content);
            hash.Start(7);
            hash.Add("seven"u8, isNull: false);
            Assert.Equal(hash.Finish(TestData.Old), digests.Select(d => (d.Part1, d.Part2)).Single());
        }

        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText =
            "SELECT customer_id || '|' || coalesce(first_name, 'NULL') || '|' || updated_at FROM customers ORDER BY customer_id";
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(reader.GetString(0));
        }

        Assert.Equal(["7|seven|2024-05-01T00:00:00.000000Z", "8|NULL|2024-05-02T00:00:00.000000Z"], rows);
    }

    [Fact]
    public void Values_are_staged_in_the_order_of_packed_rows_and_land_in_their_columns_in_postgresql()
    {
        var schema = new PostgresSchema(new TableName(null, "t"), TestData.Schema);

        Assert.Equal(
            """CREATE TABLE "t" ("updated_at" timestamptz, "first_name" text, "customer_id" bigint PRIMARY KEY)""",
            schema.Create());
        Assert.Contains("(seq integer, c0 timestamptz, c1 text, c2 bigint)", schema.CreateStaging(), StringComparison.Ordinal);
        Assert.Contains("(seq, c2, c1, c0)", schema.Copy(), StringComparison.Ordinal);
        Assert.Contains(
            """("updated_at", "first_name", "customer_id") SELECT DISTINCT ON (c2) c0, c1, c2 FROM""", schema.Upsert(Replacement.Any),
            StringComparison.Ordinal);
        Assert.EndsWith(
            """("customer_id") DO UPDATE SET "updated_at" = excluded."updated_at", "first_name" = excluded."first_name" """.TrimEnd(),
            schema.Upsert(Replacement.Any),
            StringComparison.Ordinal);
    }
}
