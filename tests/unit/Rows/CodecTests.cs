using System.Globalization;
using RedshiftSync.UnitTests.Sync;

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
        { "numeric", "-12.50", -12.50m, "-12.50" },
        { "real", 0.1f, 0.1f, null },
        { "double precision", double.NaN, double.NaN, null },
        { "boolean", true, true, "true" },
        { "boolean", false, false, "false" },
        { "date", "2024-02-29", new DateTime(2024, 2, 29), "2024-02-29" },
        { "date", "0001-01-01", DateTime.MinValue, "0001-01-01" },
        { "date", "9999-12-31", DateTime.MaxValue.Date, "9999-12-31" },
        { "time", "24:00:00", "24:00:00", null },
        { "timetz", "12:00:00+05:30", "12:00:00+05:30", null },
        { "interval", "1 mon -1 days", "1 mon -1 days", null },
        { "super", """{"a":"ü"}""", """{"a":"ü"}""", null },
        { "varbyte", "00ff", "00ff", null },
        { "geometry", "01", "01", null },
        { "geography", "01", "01", null },
        { "hllsketch", "{}", "{}", null },
        { "of tomorrow", "x", "x", null },
    };

    // A decimal has 96 bits and 28 digits after the point.
    public static TheoryData<string, string?> Numbers => new()
    {
        { "0", "0" },
        { "0.00", "0.00" },
        { "-0.001", "-0.001" },
        { "123456789012345678", "123456789012345678" },
        { "1234567890123456789", "1234567890123456789" },
        { "-12345678901234567890.1234500", "-12345678901234567890.1234500" },
        { "79228162514264337593543950335", "79228162514264337593543950335" },
        { "79228162514264337593543950336", null },
        { "-7.9228162514264337593543950335", "-7.9228162514264337593543950335" },
        { "7922816251426433759354395033.50", "7922816251426433759354395033.5" },
        { "1.00000000000000000000000000000000000000", "1.0000000000000000000000000000" },
        { "0.00000000000000000000000000000000000000", "0.0000000000000000000000000000" },
        { "0.00000000000000000000000000000000000001", null },
        { "12345678901234567890.100000000000000000", "12345678901234567890.100000000" },
        { "99999999999999999999999999999999999999", null },
        { "100000000000000000000000000000000000000000.5", null },
        { "NaN", null },
        { "Infinity", null },
        { "1e5", null },
        { "1.", null },
        { "", null },
        { "-", null },
        { "1.2.3", null },
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

    [Theory]
    [MemberData(nameof(Numbers))]
    public void A_number_is_a_decimal_only_if_it_fits_exactly(string digits, string? value)
    {
        var column = new Column("price") { Type = ColumnType.Named("numeric") };
        var row = new ValueReader(digits);

        if (value is null)
        {
            var error = Assert.Throws<UnreadableValueException>(() => column.Codec.Read(row, column));
            Assert.StartsWith("price ", error.Message, StringComparison.Ordinal);
            Assert.Contains("-NumericAsText", error.Message, StringComparison.Ordinal);
        }
        else
        {
            // The text has the scale, too.
            Assert.Equal(value, string.Create(CultureInfo.InvariantCulture, $"{column.Codec.Read(row, column)}"));
        }

        Assert.Equal(digits, column.Type.NumericAsText().Codec.Read(row, column));
        Assert.Equal(digits, column.Codec.ReadKeyPart(row, column));
    }

    [Theory]
    [InlineData("infinity")]
    [InlineData("-infinity")]
    [InlineData("0044-03-15 BC")]
    [InlineData("10000-01-01")]
    [InlineData("0000-01-01")]
    [InlineData("2023-02-29")]
    [InlineData("01/02/2024")]
    [InlineData("29-02-2024")]
    [InlineData("")]
    public void A_date_that_cannot_be_represented_is_refused(string text)
    {
        var column = new Column("day") { Type = ColumnType.Named("date"), KeyPart = 1 };
        var row = new ValueReader(text, TestData.Old);
        var at = new Column("at") { IsCursor = true, Type = ColumnType.Named("timestamp") };
        var schema = new TableSchema(TestData.Schema.Table, [column, at]);

        Action[] reads =
        [
            () => column.Codec.Read(row, column),
            () => column.Codec.ReadKeyPart(row, column),
            () => new RowEncoder(schema).Pack(row, KeyValue.Of("x"), TestData.Old),
        ];

        Assert.All(
            reads, read => Assert.StartsWith("day ", Assert.Throws<UnreadableValueException>(read).Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Values_that_are_not_texts_take_no_allocation()
    {
        var column = new Column("value");
        var (number, date) = (new ValueReader([(object)"12345.67"u8.ToArray()]), new ValueReader([(object)"2024-03-01"u8.ToArray()]));
        Read();

        var before = GC.GetAllocatedBytesForCurrentThread();
        Read();

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Read() => _ = (ColumnCodecs.Numeric.ReadValue(number, column), ColumnCodecs.Date.ReadValue(date, column));
    }

    [Theory]
    [InlineData(1700u, true, true)]
    [InlineData(1082u, true, true)]
    [InlineData(4000u, true, true)]
    [InlineData(2950u, true, false)]
    [InlineData(701u, false, true)]
    [InlineData(1043u, false, true)]
    public void A_type_is_read_in_the_form_that_is_safe(uint oid, bool isText, bool isKnown)
    {
        var codec = ColumnType.Of(oid, "x").Codec;

        Assert.Equal((isText, isKnown), (codec.IsText, codec.IsKnown));
    }
}
