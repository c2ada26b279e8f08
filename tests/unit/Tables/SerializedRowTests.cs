using RedshiftSync.TestSupport;

namespace RedshiftSync.UnitTests.Tables;

/// <summary>Rows that were serialized, as by Export-Clixml, jobs and remoting, in the real engine.</summary>
public sealed class SerializedRowTests : IDisposable
{
    private static readonly string[] Columns =
    [
        "id:Int64", "a:Int16", "b:Int32", "c:Decimal", "d:Single", "e:Double", "f:Boolean", "g h:String", "i:UtcTimestamp", "j:Timestamp",
        "k:Date", "l:Date", "m:Date",
    ];

    private static readonly DateTime Time = new DateTime(2024, 5, 1, 12, 30, 0, DateTimeKind.Utc).AddTicks(10);

    private readonly ModuleHost _host = new();
    private readonly RowFactory _rows;

    public SerializedRowTests()
    {
        _rows = RowFactory.Of(_host);
    }

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData("orders")]
    [InlineData("a|b,c+d [e]\\f%41*&`ü")]
    public void A_row_comes_back_as_it_was(string table)
    {
        var shape = _rows.Shape(table, Columns, [0, 7], 8);
        object?[] values = [7L, (short)1, 2, 3.10m, float.NaN, -0.5, true, "x\ty", Time, Time.AddDays(1), Time.Date, null, Time.Date];
        foreach (var row in new[] { shape.Create(values), shape.Create([8L, .. new object?[12]]) })
        {
            var returned = Deserialize(row);
            Assert.Equal(row.GetType(), returned.GetType());
            Assert.Equal(row, returned);
            Assert.Equal(row.ToString(), returned.ToString());
        }
    }

    [Fact]
    public void A_serialized_row_has_its_times_as_text()
    {
        var row = _rows.Shape("t", ["i:UtcTimestamp", "j:Timestamp", "k:Date"], [], null).Create(Time, Time, Time);
        var xml = (string)_host.Run("[System.Management.Automation.PSSerializer]::Serialize($row)", ("row", row))
            .ThrowIfFailed().Output.Single().BaseObject;
        Assert.Contains(">2024-05-01T12:30:00.000001Z<", xml, StringComparison.Ordinal);
        Assert.Contains(">2024-05-01T12:30:00.000001<", xml, StringComparison.Ordinal);
        Assert.Contains(">2024-05-01<", xml, StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_without_a_class_comes_back_with_texts()
    {
        var time = _rows.Shape("t", ["k:Date"], [], null).Create(Time);
        var returned = _host.Run(
            """
            $serializer = [System.Management.Automation.PSSerializer]
            $serializer::Deserialize($serializer::Serialize([pscustomobject]@{ PSTypeName = 'RedshiftSync.Row'; k = $time.k; i = 7 }))
            """,
            ("time", time)).ThrowIfFailed().Output.Single();
        Assert.Equal("Deserialized.RedshiftSync.Row", returned.TypeNames[0]);
        Assert.Equal("2024-05-01", returned.Properties["k"].Value.ToString());
        Assert.Equal(7, returned.Properties["i"].Value);
    }

    private object Deserialize(object row) => _host.Run(
        "[System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($row))",
        ("row", row)).ThrowIfFailed().Output.Single().BaseObject;
}
