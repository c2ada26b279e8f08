using Microsoft.Data.Sqlite;
using RedshiftSync.Adapters.Postgres;
using RedshiftSync.Adapters.Sqlite;
using RedshiftSync.UnitTests.Compare;
using RedshiftSync.UnitTests.Sync;

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

    // A codec knows what its type can be used for.
    [Theory]
    [InlineData("customer_id", "bigint", null)]
    [InlineData("customer_id", "text", null)]
    [InlineData("customer_id", "timestamp", null)]
    [InlineData("customer_id", "super", "an integer or text type, date, timestamp, timestamptz, boolean or numeric")]
    [InlineData("first_name", "char", null)]
    [InlineData("first_name", "timestamp", null)]
    [InlineData("first_name", "super", null)]
    [InlineData("updated_at", "timestamptz", null)]
    [InlineData("updated_at", "smallint", null)]
    [InlineData("updated_at", "date", null)]
    [InlineData("updated_at", "numeric", "timestamp, timestamptz, date or an integer type")]
    public void A_type_fits_or_does_not_fit_the_role_of_its_column(string column, string type, string? wanted) =>
        Assert.Equal(wanted, (TestData.Schema[column] with { Type = ColumnType.Named(type) }).FindMisfit());

    [Theory]
    [InlineData("customer_id", "smallint", null)]
    [InlineData("customer_id", "text", "an integer type (smallint, integer, bigint)")]
    [InlineData("first_name", "char", null)]
    [InlineData("first_name", "timestamp", "a text type (char, varchar, text)")]
    [InlineData("first_name", "super", "a text type (char, varchar, text)")]
    [InlineData("updated_at", "date", "timestamp or timestamptz")]
    public void A_preset_can_take_fewer_types(string column, string type, string? wanted)
    {
        var requirement = column switch
        {
            "customer_id" => TypeRequirement.Integer,
            "updated_at" => TypeRequirement.Timestamp,
            _ => TypeRequirement.Text,
        };

        Assert.Equal(wanted, (TestData.Schema[column] with { Requires = requirement, Type = ColumnType.Named(type) }).FindMisfit());
    }

    [Theory]
    [InlineData(20u, "bigint")]
    [InlineData(21u, "smallint")]
    [InlineData(23u, "integer")]
    [InlineData(25u, "text")]
    [InlineData(1042u, "character")]
    [InlineData(1043u, "character varying")]
    [InlineData(1114u, "timestamp without time zone")]
    [InlineData(1184u, "timestamp with time zone")]
    [InlineData(4000u, "super")]
    public void A_type_has_the_same_codec_by_its_number_and_by_its_name(uint oid, string name) =>
        Assert.Same(ColumnType.Of(oid, name).Codec, ColumnType.Named(name).Codec);

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
                cancellation => new SqliteLocation(path).Open(forReading: false, cancellation),
                new DestinationRequest(TestData.Schema.Table, TestData.Schema, TestData.Source),
                new RetryPolicy(new ImmediateRetry(), 0));

            DestinationRun.Execute(file, source, target, TestData.Request, 10, observer);

            var rows = target.Execute(
                d => d.Digests(DigestKind.Content, LocalTimes.Utc, TestData.Schema)
                    .ReadRows(BucketFilter.Of(1, _ => true), default).ToList(),
                _ => { },
                default);
            var hash = new RowHash(new DigestLayout(TestData.Schema, DigestKind.Content));
            hash.Start();
            hash.Add(7);
            hash.Add(TestData.Old);
            hash.Add("seven"u8, DigestForm.Hashed);
            Assert.Equal(hash.Finish(), rows.Single(r => r.Key == 7).Digest);
        }

        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText =
            "SELECT customer_id || '|' || coalesce(first_name, 'NULL') || '|' || updated_at FROM customers ORDER BY customer_id";
        using var reader = command.ExecuteReader();
        var texts = new List<string>();
        while (reader.Read())
        {
            texts.Add(reader.GetString(0));
        }

        Assert.Equal(["7|seven|2024-05-01T00:00:00.000000Z", "8|NULL|2024-05-02T00:00:00.000000Z"], texts);
    }

    [Fact]
    public void Rows_are_removed_by_every_part_of_their_keys()
    {
        Column[] columns =
        [
            new("c") { IsCursor = true, Type = ColumnType.Named("timestamp") },
            new("region") { KeyPart = 2, Type = ColumnType.Named("char") },
            new("id") { KeyPart = 1, Type = ColumnType.Named("integer") },
        ];
        var schema = new TableSchema(new TableName(null, "t"), columns);

        Assert.Equal(
            """DELETE FROM "t" AS target USING unnest($1::bigint[], $2::text[]) AS gone(k0, k1) """
                + """WHERE target."id" = gone.k0 AND rtrim(target."region") = gone.k1::text""",
            new PostgresSchema(schema.Table, schema).Delete());
        Assert.Equal("""DELETE FROM "t" WHERE "id" = ?1 AND rtrim("region") = ?2""", new SqliteSchema("t", schema).Delete());
    }

    [Fact]
    public void Values_are_staged_and_land_in_their_columns_in_postgresql()
    {
        var schema = new PostgresSchema(new TableName(null, "t"), TestData.Schema);

        Assert.Equal(
            """CREATE TABLE "t" ("updated_at" timestamptz, "first_name" text, "customer_id" bigint, PRIMARY KEY ("customer_id"))""",
            schema.Create());
        Assert.Contains("(seq integer, c0 timestamptz, c1 text, c2 bigint)", schema.CreateStaging(), StringComparison.Ordinal);
        Assert.Contains("(seq, c0, c1, c2)", schema.CopyIntoStaging(), StringComparison.Ordinal);
        Assert.Contains(
            """("updated_at", "first_name", "customer_id") SELECT DISTINCT ON (c2) c0, c1, c2 FROM""", schema.Upsert(Replacement.Any),
            StringComparison.Ordinal);
        Assert.EndsWith(
            """("customer_id") DO UPDATE SET "updated_at" = excluded."updated_at", "first_name" = excluded."first_name" """.TrimEnd(),
            schema.Upsert(Replacement.Any),
            StringComparison.Ordinal);
    }
}
