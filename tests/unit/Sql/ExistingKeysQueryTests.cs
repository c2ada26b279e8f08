namespace RedshiftSync.UnitTests.Sql;

public sealed class ExistingKeysQueryTests
{
    private static readonly Column Region = new("region") { KeyPart = 1, Type = ColumnType.Named("varchar") };
    private static readonly Column Id = new("id") { KeyPart = 2, Type = ColumnType.Named("bigint") };
    private static readonly Column Cursor = new("u") { IsCursor = true, Type = ColumnType.Named("timestamp") };

    [Fact]
    public void One_column_is_compared_with_a_list()
    {
        var statement = new ExistingKeysQuery(new TableSchema(new TableName("s", "t"), [Id with { KeyPart = 1 }, Cursor])).Select([7, 8]);

        Assert.Equal("SELECT \"id\" FROM \"s\".\"t\" WHERE \"id\" IN (@k0_0, @k1_0)", statement.Text);
        Assert.Equal([7L, 8L], statement.Parameters.Select(p => p.Value));
    }

    [Fact]
    public void Several_columns_are_compared_one_by_one()
    {
        var statement = new ExistingKeysQuery(new TableSchema(new TableName("s", "t"), [Region, Id, Cursor]))
            .Select([KeyValue.Of("eu", 7L), KeyValue.Of("us", 8L)]);

        Assert.EndsWith(
            " WHERE (\"region\" = @k0_0 AND \"id\" = @k0_1) OR (\"region\" = @k1_0 AND \"id\" = @k1_1)",
            statement.Text,
            StringComparison.Ordinal);
        Assert.Equal(["eu", 7L, "us", 8L], statement.Parameters.Select(p => p.Value));
    }
}
