namespace RedshiftSync.UnitTests.Schema;

public sealed class RecordedColumnTests
{
    [Theory]
    [InlineData("smallint", "integer")]
    [InlineData("smallint", "bigint")]
    [InlineData("integer", "bigint")]
    [InlineData("real", "double precision")]
    [InlineData("varchar(3)", "varchar(4)")]
    [InlineData("varchar(3)", "text")]
    [InlineData("char(3)", "char(4)")]
    [InlineData("numeric(5,2)", "numeric(6,2)")]
    [InlineData("numeric(5,2)", "numeric(7,4)")]
    [InlineData("numeric(5,2)", "numeric")]
    public void A_type_that_holds_each_value_of_another_is_wider(string narrow, string wide)
    {
        Assert.True(Column(wide).IsWiderThan(Column(narrow)));
        Assert.False(Column(narrow).IsWiderThan(Column(wide)));
    }

    [Theory]
    [InlineData("numeric(5,2)", "numeric(6,3)", true)]
    [InlineData("numeric(5,2)", "numeric(5,3)", false)]
    [InlineData("numeric(5,2)", "numeric(9,1)", false)]
    [InlineData("integer", "numeric(10,0)", false)]
    [InlineData("bigint", "double precision", false)]
    [InlineData("char(3)", "varchar(3)", false)]
    [InlineData("varchar(3)", "char(9)", false)]
    [InlineData("date", "timestamp", false)]
    [InlineData("timestamp", "timestamptz", false)]
    [InlineData("boolean", "smallint", false)]
    [InlineData("varchar(9)", "super", false)]
    [InlineData("uuid", "text", false)]
    public void Any_other_type_is_not_followed(string before, string after, bool isWider) =>
        Assert.Equal(isWider, Column(after).IsWiderThan(Column(before)));

    [Theory]
    [InlineData("varchar(3)", "character varying(3)")]
    [InlineData("text", "text")]
    [InlineData("numeric(5,2)", "numeric(5,2)")]
    [InlineData("uuid", "uuid")]
    public void A_declaration_is_that_of_the_source(string type, string expected) => Assert.Equal(expected, Column(type).Declaration);

    private static RecordedColumn Column(string declaration)
    {
        var parts = declaration.Split('(', ',', ')');
        var type = ColumnType.Named(parts[0]);
        var numbers = parts.Skip(1).Where(p => p.Length > 0).Select(p => int.Parse(p, null)).ToArray();
        return RecordedColumn.Of(new Column("c")
        {
            Type = numbers.Length switch
            {
                0 => type,
                1 => type with { Length = numbers[0] },
                _ => type with { Precision = numbers[0], Scale = numbers[1] },
            },
        });
    }
}
