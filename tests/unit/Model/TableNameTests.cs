namespace RedshiftSync.UnitTests.Model;

public class TableNameTests
{
    [Theory]
    [InlineData("customers", "\"customers\"")]
    [InlineData("testers.customers", "\"testers\".\"customers\"")]
    [InlineData("\"my schema\".\"odd.name\"", "\"my schema\".\"odd.name\"")]
    [InlineData("a.\"say \"\"hi\"\"\"", "\"a\".\"say \"\"hi\"\"\"")]
    [InlineData("x; DROP TABLE y", "\"x; DROP TABLE y\"")]
    [InlineData("\"x\"; DROP TABLE y", null)]
    [InlineData("a.b.c", null)]
    [InlineData("a.", null)]
    [InlineData(".a", null)]
    [InlineData("\"\"", null)]
    [InlineData("\"open", null)]
    [InlineData("a\"b", null)]
    [InlineData("a\0b", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_name_is_parsed_and_quoted(string? text, string? quoted) =>
        Assert.Equal(quoted, TableName.TryParse(text, out var table) ? table.Quoted : null);

    [Theory]
    [InlineData("testers.customers")]
    [InlineData("\"my schema\".\"odd.name\"")]
    [InlineData("a.\"say \"\"hi\"\"\"")]
    public void A_displayed_name_parses_back(string text)
    {
        Assert.True(TableName.TryParse(text, out var table));
        Assert.True(TableName.TryParse(table.ToString(), out var again));
        Assert.Equal(table, again);
    }

    [Theory]
    [InlineData("plain", "\"plain\"")]
    [InlineData("with \"quotes\"", "\"with \"\"quotes\"\"\"")]
    [InlineData("back\\slash", "\"back\\slash\"")]
    public void An_identifier_is_quoted(string name, string expected) => Assert.Equal(expected, SqlIdentifier.Quote(name));
}
