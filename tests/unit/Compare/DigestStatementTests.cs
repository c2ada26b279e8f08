using RedshiftSync.Adapters.Postgres;
using RedshiftSync.UnitTests.Sync;

namespace RedshiftSync.UnitTests.Compare;

/// <summary>The statements that compute digests. The integration tests run them.</summary>
public sealed class DigestStatementTests
{
    private static readonly BucketFilter Everything = BucketFilter.Of(2, _ => true);

    [Theory]
    [InlineData("date", """CAST(to_char("u", 'YYYYMMDD') AS bigint) AS s""", """coalesce(to_char("u", 'YYYY-MM-DD'), '-')""")]
    [InlineData("integer", """CAST("u" AS bigint) AS s""", """coalesce(CAST(CAST("u" AS bigint) AS varchar(20)), '-')""")]
    [InlineData(
        "timestamp",
        """("u" AT TIME ZONE 'UTC') AS s""",
        """coalesce(to_char(("u" AT TIME ZONE 'UTC'), 'YYYY-MM-DD HH24:MI:SS.US'), '-')""")]
    [InlineData(
        "timestamptz",
        """("u" AT TIME ZONE 'UTC') AS s""",
        """coalesce(to_char(("u" AT TIME ZONE 'UTC'), 'YYYY-MM-DD HH24:MI:SS.US'), '-')""")]
    public void A_destination_has_cursors_of_every_kind(string type, string order, string text)
    {
        var schema = SchemaOf(new Column("k") { KeyPart = 1, Type = ColumnType.Named("bigint") }, type);

        var statement = new PostgresSchema(schema.Table, schema).Digests(DigestKind.Content, LocalTimes.Utc, schema).Rows(Everything);

        Assert.Contains(order, statement, StringComparison.Ordinal);
        Assert.Contains(text, statement, StringComparison.Ordinal);
    }

    // A binary value would not be the text that a key is compared by.
    [Theory]
    [InlineData("numeric", """CAST("k" AS varchar(64)) AS k1""")]
    [InlineData("boolean", """CASE WHEN "k" THEN 'true' WHEN NOT "k" THEN 'false' END AS k1""")]
    [InlineData("date", """coalesce(to_char("k", 'YYYY-MM-DD'), 'infinity') AS k1""")]
    [InlineData("timestamptz", """'YYYY-MM-DD HH24:MI:SS.US'), 'infinity') || '+00' AS k1""")]
    [InlineData("char", """rtrim("k") AS k1""")]
    public void Keys_are_selected_as_text(string type, string selected)
    {
        var schema = SchemaOf(
            new Column("k") { KeyPart = 1, Type = ColumnType.Named(type) with { Precision = 9, Scale = 2 } }, "timestamp");

        var query = new DigestQuery("t", schema, RedshiftDialect.Instance, DigestKind.Key) { Cursor = "c", CursorText = "t" };

        Assert.Contains(selected, query.Rows(Everything), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("real", "SET LOCAL extra_float_digits TO 0")]
    [InlineData("double precision", "SET LOCAL extra_float_digits TO 0")]
    [InlineData("numeric", null)]
    public void A_destination_writes_floats_as_the_source_does(string type, string? preparation)
    {
        var schema = new TableSchema(
            new TableName(null, "t"),
            [
                new Column("k") { KeyPart = 1, Type = ColumnType.Named("bigint") },
                new Column("v") { Type = ColumnType.Named(type) },
                new Column("u") { IsCursor = true, Type = ColumnType.Named("date") },
            ]);
        var prepared = new List<string?>();
        var digests = new PostgresDigests(
            new PostgresSchema(schema.Table, schema).Digests(DigestKind.Content, LocalTimes.Utc, schema),
            (_, statement, _) =>
            {
                prepared.Add(statement);
                throw new NotSupportedException();
            },
            _ => 0);

        Assert.Throws<NotSupportedException>(() => digests.Summarize(2, default));
        Assert.Throws<NotSupportedException>(() => digests.ReadRows(Everything, default).ToList());

        Assert.Equal([preparation, preparation], prepared);
    }

    // Other rows of the source are only known to exist: one that left the filter stays in the destination.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_destination_claims_the_rows_that_meet_the_filter(bool withNullCursor)
    {
        var fake = new FakeSource([], TestData.Clock);
        using var source = fake.Access(new RecordingObserver());
        var schema = TestData.Schema.WithFilter(new SqlStatement("first_name = @name", [new("name", "x", SqlValueType.Text)]));
        var checkpoint = new DestinationCheckpoint(new(TestData.Old, 1), Guid.NewGuid(), TestData.Old);
        var digests = new SourceDigests(
            source, schema, new CursorAxis(SqlValueType.Timestamp), checkpoint, DigestKind.Content, checkpoint.Start, withNullCursor);

        digests.Summarize(4, default);

        var statement = Assert.Single(fake.Opened);
        Assert.Contains(") AND (\nfirst_name = @name\n)) AND \"customer_id\" IS NOT NULL", statement.Text, StringComparison.Ordinal);
        Assert.Equal(withNullCursor, statement.Text.Contains("OR \"updated_at\" IS NULL) AND (\n", StringComparison.Ordinal));
        Assert.Contains(statement.Parameters, p => p.Name == "name");
    }

    private static TableSchema SchemaOf(Column key, string cursor) => new(
        new TableName(null, "t"), [key, new Column("u") { IsCursor = true, Type = ColumnType.Named(cursor) }]);
}
