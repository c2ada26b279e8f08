using System.Globalization;
using System.Linq.Expressions;
using System.Management.Automation;
using System.Text;

namespace RedshiftSync.UnitTests.Tables;

/// <summary>The classes of rows.</summary>
public sealed class RowTests
{
    private static readonly RowFactory Rows = RowFactory.Isolated();

    private static readonly string[] Orders = ["region:String", "id:Int64", "amount:Decimal", "updated_at:UtcTimestamp"];

    private static readonly DateTime Time = new DateTime(2024, 5, 1, 12, 30, 0, DateTimeKind.Utc).AddTicks(10);

    private static string[] AllKinds { get; } = [.. Enum.GetNames(Rows.Type("RowValueKind")).Select(kind => $"{kind}:{kind}")];

    private static object?[] AllValues { get; } =
        [(short)1, 2, 3L, 4.50m, 1.5f, 2.5, true, "text", Time, new DateTime(2024, 5, 1, 1, 2, 3), new DateTime(2024, 3, 1)];

    [Fact]
    public void Properties_have_the_names_types_and_values_of_the_columns()
    {
        var row = Rows.Shape("all", AllKinds, [], null).Create(AllValues);
        Assert.Equal(
            ["Int16?", "Int32?", "Int64?", "Decimal?", "Single?", "Double?", "Boolean?", "String", "UtcTimestamp", "Timestamp", "Date"],
            row.GetType().GetProperties().Select(property =>
                Nullable.GetUnderlyingType(property.PropertyType) is { } type ? type.Name + "?" : property.PropertyType.Name));
        Assert.Equal(AllKinds.Select(column => column.Split(':')[0]), row.GetType().GetProperties().Select(property => property.Name));
        Assert.Equal(
            "1;2;3;4.50;1.5;2.5;True;text;2024-05-01T12:30:00.000001Z;2024-05-01T01:02:03.000000;2024-03-01",
            string.Join(';', Texts(row)));
        Assert.All(Texts(Rows.Shape("all", AllKinds, [], null).Create(new object?[AllKinds.Length])), Assert.Null);
        Assert.DoesNotContain(row.GetType().GetProperties(), property => property.CanWrite);
    }

    [Theory]
    [InlineData("class")]
    [InlineData("a.b [c]*?")]
    [InlineData("it's \"x\"")]
    [InlineData("ü$x`{}")]
    [InlineData(" ")]
    [InlineData("get_id")]
    [InlineData("ToString")]
    [InlineData("Equals")]
    [InlineData("GetType")]
    [InlineData("GetHashCode")]
    [InlineData("CompareTo")]
    [InlineData("ToDate")]
    [InlineData("_0")]
    [InlineData("Count")]
    [InlineData("Item")]
    [InlineData("Length")]
    [InlineData("PSObject")]
    [InlineData("psbase")]
    [InlineData("Properties")]
    [InlineData("MemberwiseClone")]
    [InlineData("ToUtcTimestamp")]
    [InlineData("éüß日本\U0001f600e\u0301")]
    public void A_column_can_have_any_name(string name)
    {
        foreach (var column in new[] { name, Longest(name, 'x'), Longest(name, '日') })
        {
            var row = Rows.Shape("names", ["id:Int32", column + ":String", "d:Date"], [0], null).Create(7, "value", null);
            Assert.Equal("names 7", row.ToString());
            Assert.Equal(["id", column, "d"], new PSObject(row).Properties.Select(property => property.Name));
            Assert.Equal("value", new PSObject(row).Properties[column].Value);
        }
    }

    [Fact]
    public void A_table_and_its_columns_can_have_names_of_127_bytes()
    {
        var (table, key, cursor) = (Longest("t|", '日'), Longest("k", 'é'), Longest("c", '€'));
        var shape = Rows.Shape(table, [$"{key}:String", $"{cursor}:UtcTimestamp", $"{Longest("k", 'è')}:Int32"], [0], 1);
        var row = shape.Create("a", Time, 7);
        Assert.Equal($"{table} a @ 2024-05-01T12:30:00.000001Z", row.ToString());
        Assert.Equal(row, shape.Create("a", Time, 7));
        Assert.NotEqual(row, shape.Create("a", Time, 8));
        Assert.Equal([key, cursor, Longest("k", 'è')], new PSObject(row).Properties.Select(property => property.Name));
    }

    [Fact]
    public void The_text_is_table_key_and_cursor_value()
    {
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
        string Text(int[] key, int? cursor) => Rows.Shape("orders", Orders, key, cursor).Create("r1", 7L, 1.50m, Time).ToString()!;
        Assert.Equal("orders r1/7 @ 2024-05-01T12:30:00.000001Z", Text([0, 1], 3));
        Assert.Equal("orders 1.50/r1", Text([2, 0], null));
        Assert.Equal("orders @ 7", Text([], 1));
        Assert.Equal("orders", Text([], null));
        Assert.Equal("orders NULL/NULL @ NULL", Rows.Shape("orders", Orders, [0, 1], 3).Create(new object?[4]).ToString());
        Assert.Equal("a true/2024-05-01", Rows.Shape("a", ["b:Boolean", "d:Date"], [0, 1], null).Create(true, Time).ToString());
    }

    [Fact]
    public void Rows_sort_by_cursor_key_and_the_other_columns()
    {
        var shape = Rows.Shape("orders", Orders, [0, 1], 3);
        object[] sorted =
        [
            shape.Create("z", 9L, 9m, null), shape.Create(null, 9L, 9m, Time), shape.Create("B", null, 9m, Time),
            shape.Create("B", 1L, null, Time), shape.Create("B", 1L, 1m, Time), shape.Create("B", 1L, 2m, Time),
            shape.Create("B", 2L, 1m, Time), shape.Create("a", 1L, 1m, Time), shape.Create("A", 1L, 1m, Time.AddTicks(10)),
        ];
        Assert.Equal(sorted, sorted.Reverse().Order());
    }

    [Fact]
    public void Rows_are_equal_by_value()
    {
        var shape = Rows.Shape("all", AllKinds, [2], 8);
        var row = shape.Create(AllValues);
        Assert.Equal(row, shape.Create(AllValues));
        Assert.Equal(row.GetHashCode(), shape.Create(AllValues).GetHashCode());
        for (var i = 0; i < AllValues.Length; i++)
        {
            var other = shape.Create([.. AllValues.Select((value, ordinal) => ordinal == i ? null : value)]);
            Assert.NotEqual(row, other);
            Assert.NotEqual(row.GetHashCode(), other.GetHashCode());
        }

        var elsewhere = Rows.Shape("other", AllKinds, [2], 8).Create(AllValues);
        Assert.False(row.Equals(elsewhere));
        Assert.Throws<ArgumentException>(() => ((IComparable)row).CompareTo(elsewhere));
    }

    [Fact]
    public void Equal_shapes_have_one_class()
    {
        var shape = Rows.Shape("orders", Orders, [0, 1], 3);
        Assert.Equal(shape.RowType, Rows.Shape("orders", [.. Orders], [0, 1], 3).RowType);
        RowFactory.RowShape[] others =
        [
            Rows.Shape("Orders", Orders, [0, 1], 3), Rows.Shape("orders", ["Region:String", .. Orders[1..]], [0, 1], 3),
            Rows.Shape("orders", ["region:String", "id:Int32", .. Orders[2..]], [0, 1], 3), Rows.Shape("orders", Orders, [1, 0], 3),
            Rows.Shape("orders", Orders, [0, 1], null), Rows.Shape("orders", Orders[..3], [0, 1], null),
        ];
        Assert.Equal(7, others.Append(shape).Select(other => other.RowType.FullName).Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [Fact]
    public void A_compiled_delegate_creates_rows_from_typed_values()
    {
        var id = Expression.Parameter(typeof(long));
        var name = Expression.Parameter(typeof(string));
        var time = Expression.Parameter(typeof(DateTime?));
        var create = Rows.Shape("t", ["id:Int64", "name:String", "at:UtcTimestamp"], [0], 2)
            .Compile<Func<long, string?, DateTime?, object>>([id, name, time], id, name, time);
        Assert.Equal("7;a;2024-05-01T12:30:00.000001Z", string.Join(';', Texts(create(7, "a", Time))));
        Assert.Equal("8;;", string.Join(';', Texts(create(8, null, null))));
    }

    [Fact]
    public void Beyond_200_classes_a_row_is_a_PSObject_with_the_same_properties()
    {
        var rows = RowFactory.Isolated();
        var types = Enumerable.Range(0, 300).Select(i => rows.Shape($"t{i}", AllKinds, [2], 8).RowType).ToList();
        Assert.Equal(200, types.Where(type => type != typeof(PSObject)).Distinct().Count());
        Assert.Equal(types[0], rows.Shape("t0", AllKinds, [2], 8).RowType);

        var shape = rows.Shape("t300", AllKinds, [2], 8);
        var row = Assert.IsType<PSObject>(shape.Create(AllValues));
        Assert.Equal("RedshiftSync.Row", row.TypeNames[0]);
        var typed = new PSObject(rows.Shape("t0", AllKinds, [2], 8).Create(AllValues));
        Assert.Equal(
            typed.Properties.Select(property => (property.Name, property.Value)),
            row.Properties.Select(property => (property.Name, property.Value)));

        var text = Expression.Parameter(typeof(string));
        var create = rows.Shape("t301", ["a:String", "b:Int64"], [], null)
            .Compile<Func<string, object>>([text, Expression.Constant(7L)], text);
        Assert.Equal(["x", 7L], ((PSObject)create("x")).Properties.Select(property => property.Value));
    }

    [Fact]
    public void A_row_can_have_1600_columns()
    {
        string[] columns = [.. Enumerable.Range(0, 1600).Select(i => $"c{i}:{AllKinds[i % AllKinds.Length].Split(':')[0]}")];
        object?[] values = [.. Enumerable.Range(0, 1600).Select(i => AllValues[i % AllValues.Length])];
        var shape = Rows.Shape("wide", columns, [2], 8);

        // The types of so many columns do not fit into the name of a class.
        Assert.Equal("RedshiftSync.Rows.wide", shape.RowType.FullName);
        var row = shape.Create(values);
        Assert.Equal("wide 3 @ 2024-05-01T12:30:00.000001Z", row.ToString());
        Assert.Equal(row, shape.Create(values));
        Assert.Equal("2024-03-01", Texts(row)[AllKinds.Length * 145 - 1]);
    }

    // As many bytes as the server allows.
    private static string Longest(string start, char letter) => start + new string(
        letter, (127 - Encoding.UTF8.GetByteCount(start)) / Encoding.UTF8.GetByteCount([letter]));

    private static List<string?> Texts(object row) =>
        [.. row.GetType().GetProperties().Select(property =>
            property.GetValue(row) is { } value ? Convert.ToString(value, CultureInfo.InvariantCulture) : null)];
}
