namespace RedshiftSync.UnitTests.Sql;

public class ChangeQueryTests
{
    private const string Select = """SELECT "first_name", "updated_at", "customer_id" FROM "testers"."customers" """;
    private const string Order = """ ORDER BY "updated_at", "customer_id" """;

    private static readonly DateTime Noon = new(2024, 5, 1, 12, 0, 0, DateTimeKind.Utc);
    private static readonly TableSchema Schema = SchemaOf(new TableName("testers", "customers"), "customer_id", "first_name", "updated_at");

    [Fact]
    public void After_a_row_the_condition_compares_time_and_key_up_to_the_bound()
    {
        var statement = new ChangeQuery(Schema, new CursorAxis(SqlValueType.TimestampWithZone), new Watermark(Noon, 7), Noon.AddHours(1))
            .SelectRows();

        Assert.Equal(
            ($"""{Select}WHERE "updated_at" >= @t AND ("updated_at" > @t OR "customer_id" > @id OR "customer_id" IS NULL) """
                + $"""AND "updated_at" < @bound{Order}""").TrimEnd(),
            statement.Text);
        Assert.Equal(
            [
                new("t", Noon, SqlValueType.TimestampWithZone), new("id", 7L, SqlValueType.Number),
                new SqlParameterValue("bound", Noon.AddHours(1), SqlValueType.TimestampWithZone),
            ],
            statement.Parameters);
    }

    [Fact]
    public void Without_a_key_every_row_of_that_time_is_included() =>
        Assert.Equal(
            $"""{Select}WHERE "updated_at" >= @t{Order}LIMIT 3""", new ChangeQuery(
                Schema, new CursorAxis(SqlValueType.Timestamp), new Watermark(Noon, null), Before: null, Limit: 3).SelectRows().Text);

    // Earlier rows cannot be represented, and must be read to be reported.
    [Fact]
    public void The_first_representable_time_is_not_a_lower_limit() =>
        Assert.Equal(
            $"""{Select}WHERE "updated_at" IS NOT NULL{Order}""".TrimEnd(), new ChangeQuery(
                Schema, new CursorAxis(SqlValueType.Timestamp), new Watermark(DateTime.MinValue, null), Before: null).SelectRows().Text);

    [Fact]
    public void Names_are_quoted_wherever_they_appear()
    {
        const string Odd = "odd\"; DROP TABLE x; --";
        var schema = SchemaOf(new TableName(Odd, Odd), Odd, Odd, Odd);
        var window = new ChangeQuery(schema, new CursorAxis(SqlValueType.Timestamp), new Watermark(Noon, 1), Noon);

        foreach (var text in new[] { window.SelectRows().Text, window.SelectExtent().Text, window.SelectHeldBack(Noon, Noon).Text })
        {
            Assert.DoesNotContain(Odd, text, StringComparison.Ordinal);
            Assert.Equal(0, text.Count(c => c == '"') % 2);
        }
    }

    [Fact]
    public void Values_are_bound_and_never_part_of_the_text()
    {
        var window = new ChangeQuery(Schema, new CursorAxis(SqlValueType.Timestamp), new Watermark(Noon, 424242), Noon);

        foreach (var statement in new[] { window.SelectRows(), window.SelectExtent(), window.SelectHeldBack(Noon, Noon) })
        {
            Assert.DoesNotContain("2024", statement.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("424242", statement.Text, StringComparison.Ordinal);
            Assert.All(statement.Parameters, p => Assert.Contains("@" + p.Name, statement.Text, StringComparison.Ordinal));
        }
    }

    private static TableSchema SchemaOf(TableName table, string key, string text, string cursor) =>
        new(table, [new Column(text), new Column(cursor) { IsCursor = true }, new Column(key) { KeyPart = 1 }]);
}
