namespace RedshiftSync.UnitTests.Sql;

public sealed class PrimaryKeyQueryTests
{
    [Fact]
    public void The_constraints_of_a_table_with_a_schema_are_shown_first()
    {
        var queries = CatalogQuery.PrimaryKeyOf(new TableName("my shop", "o\"x"), "dev");

        Assert.Equal("SHOW CONSTRAINTS PRIMARY KEYS FROM TABLE \"dev\".\"my shop\".\"o\"\"x\"", queries[0].Statement.Text);
        Assert.Empty(queries[0].Statement.Parameters);
        Assert.EndsWith(
            "WHERE k.contype = 'p' AND c.relname = @table AND n.nspname = @schema AND a.attnum > 0 ORDER BY a.attnum",
            queries[1].Statement.Text,
            StringComparison.Ordinal);
        Assert.Equal(["o\"x", "my shop"], queries[1].Statement.Parameters.Select(p => p.Value));
    }

    [Fact]
    public void A_table_without_a_schema_is_the_visible_one()
    {
        var query = Assert.Single(CatalogQuery.PrimaryKeyOf(new TableName(null, "t"), "dev"));

        Assert.Contains(" AND pg_table_is_visible(c.oid) AND ", query.Statement.Text, StringComparison.Ordinal);
        Assert.Equal(["t"], query.Statement.Parameters.Select(p => p.Value));
    }

    [Fact]
    public void The_names_are_in_the_order_of_the_key()
    {
        Assert.Equal(
            ["c", "a"],
            PrimaryKeyQuery.ReadAttributes([["{3,1}", "1", "a"], ["{3,1}", "2", "b"], ["{3,1}", "3", "c"], ["{3,1}", "10", "d"]]));
        Assert.Equal(
            ["c", "b", "a"],
            PrimaryKeyQuery.ReadConstraints(
                [["dev", "s", "t", "pk", "a", "10"], ["dev", "s", "t", "pk", "b", "2"], ["dev", "s", "t", "pk", "c", "1"]]));
        Assert.Empty(PrimaryKeyQuery.ReadAttributes([]));
        Assert.Empty(PrimaryKeyQuery.ReadConstraints([]));
    }
}
