namespace RedshiftSync.UnitTests.Rows;

/// <summary>What each codec makes of the values of a row.</summary>
public sealed class CodecTests
{
    private static readonly DateTime Time = new DateTime(2024, 3, 1, 0, 0, 0, DateTimeKind.Utc).AddMicroseconds(1);

    /// <summary>A type, a value as the server sends it, the value that a property gets, and the part of a key.</summary>
    public static TheoryData<string, object, object, object?> Values => new()
    {
        { "smallint", -5L, (short)-5, -5L },
        { "integer", 7L, 7, 7L },
        { "bigint", long.MinValue, long.MinValue, long.MinValue },
        { "text", "a ", "a ", "a " },
        { "char", "a  ", "a", "a" },
        { "timestamp", Time, Time, "2024-03-01 00:00:00.000001" },
        { "timestamptz", Time, Time, "2024-03-01 00:00:00.000001+00" },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void A_value_has_the_type_of_its_property(string type, object sent, object value, object? keyPart)
    {
        var column = new Column("c") { Type = ColumnType.Named(type) };
        var codec = column.Codec;
        var row = new ValueReader(sent);

        Assert.Equal(value, codec.Read(row, column));
        Assert.Equal(value.GetType(), Nullable.GetUnderlyingType(codec.ValueType) ?? codec.ValueType);
        Assert.Null(codec.Read(new ValueReader([null]), column));
        Assert.Equal(keyPart is not null, codec.CanBeKey);
        if (keyPart is not null)
        {
            Assert.Equal(keyPart, codec.ReadKeyPart(row, column));
            Assert.Equal(KeyValue.Of(keyPart), codec.ReadKey(row, column));
            Assert.Null(codec.ReadKey(new ValueReader([null]), column));
        }
    }
}
