using System.Diagnostics;
using System.Globalization;
using Npgsql;
using RedshiftSync.TestSupport;

namespace RedshiftSync.RedshiftEmulator.Tests;

[Collection(SharedEmulator.Name)]
public sealed class ResultTests(EmulatorFixture fixture)
{
    private const string Unordered = $"SELECT customer_id FROM {SampleCustomers.Table}";

    [Fact]
    public void Rows_are_unordered_without_ORDER_BY()
    {
        using var connection = fixture.Open();

        var once = connection.Column<int>(Unordered);

        Assert.NotEqual(once.Order(), once);
        Assert.Equal(505, once.Distinct().Count());
        Assert.Equal(once, connection.Column<int>(Unordered));
        Assert.Equal(once.Order(), connection.Column<int>(Unordered + " ORDER BY customer_id"));
        Assert.Equal([2, 1], connection.Column<int>($"{Unordered} WHERE customer_id < 3"));
    }

    [Fact]
    public void Another_seed_gives_another_order()
    {
        using var other = new RedshiftServer(fixture.Backend, new RedshiftOptions { ShuffleSeed = 1 });
        using var connection = fixture.Open();
        using var otherConnection = fixture.Open(other);

        Assert.NotEqual(connection.Column<int>(Unordered), otherConnection.Column<int>(Unordered));
    }

    [Fact]
    public void A_binary_numeric_is_corrupted_and_its_text_is_not()
    {
        using var connection = fixture.Open();
        const string Query = "SELECT 1, 12.34::numeric(8, 2) AS n, 'x'";
        using var command = connection.Command(Query);

        using (var reader = command.ExecuteReader())
        {
            Assert.True(reader.Read());
            Assert.Equal(1_234_000_000m, reader.GetDecimal(1));
            Assert.Equal("x", reader.GetString(2));
        }

        command.UnknownResultTypeList = [false, true, false];
        using var text = command.ExecuteReader();
        Assert.True(text.Read());
        Assert.Equal("12.34", text.GetString(1));
    }

    [Theory]
    [InlineData(BinaryTypes.Integers, new[] { 0, 1, 2 })]
    [InlineData(BinaryTypes.Floats, new[] { 3, 4 })]
    [InlineData(BinaryTypes.Timestamps, new[] { 5, 6 })]
    [InlineData(BinaryTypes.Booleans, new[] { 7 })]
    [InlineData(BinaryTypes.Numerics, new[] { 8 })]
    [InlineData(BinaryTypes.Integers | BinaryTypes.Booleans, new[] { 0, 1, 2, 7 })]
    [InlineData(BinaryTypes.None, new int[0])]
    public void A_changed_binary_format_makes_values_wrong(BinaryTypes wrong, int[] columns)
    {
        const string Constants = "1::smallint AS a, 0::int AS b, 5::bigint AS c, 1.5::float4 AS d, 0::float8 AS e, "
            + "'2024-01-02 03:04:05'::timestamp AS f, '2024-01-02 03:04:05Z'::timestamptz AS g, true AS h, 12.34::numeric AS i, 'x' AS j";
        using var server = new RedshiftServer(fixture.Backend);
        using var connection = fixture.Open(server);
        fixture.Backend.Execute($"CREATE TABLE testers.binary AS SELECT {Constants}; GRANT SELECT ON testers.binary TO PUBLIC");
        try
        {
            server.Quirks = server.Quirks with { WrongBinary = BinaryTypes.None };
            var right = First(connection, "SELECT * FROM testers.binary", false);
            server.Quirks = server.Quirks with { WrongBinary = wrong };

            Assert.Equal(columns, Differences(right, First(connection, "SELECT * FROM testers.binary", false)));
            Assert.Equal(columns, Differences(right, First(connection, $"SELECT {Constants}", false)));
            Assert.Equal(
                First(connection, $"SELECT {Constants}", true),
                First(connection, "SELECT * FROM testers.binary", true));
        }
        finally
        {
            fixture.Backend.Execute("DROP TABLE testers.binary");
        }
    }

    [Fact]
    public void A_text_can_arrive_as_invalid_UTF8()
    {
        using var server = new RedshiftServer(
            fixture.Backend,
            new RedshiftOptions { RawBytes = new Dictionary<string, byte[]> { ["<1>"] = [0xff, 0xfe, 0xc0] } });
        using var connection = fixture.Open(server);
        using var command = connection.Command("SELECT 'a<1>b<1>' AS a, '<1' AS b");
        using var reader = command.ExecuteReader();

        Assert.True(reader.Read());
        Assert.Equal([(byte)'a', 0xff, 0xfe, 0xc0, (byte)'b', 0xff, 0xfe, 0xc0], reader.GetFieldValue<byte[]>(0));
        Assert.Equal("<1", reader.GetString(1));
    }

    [Fact]
    public void A_column_can_have_an_unknown_type()
    {
        using var server = new RedshiftServer(
            fixture.Backend,
            new RedshiftOptions { ColumnTypes = new Dictionary<string, uint> { ["email"] = 4000 } });
        using var connection = fixture.Open(server);
        using var command = connection.Command($"SELECT customer_id, email FROM {SampleCustomers.Table} WHERE customer_id = 2");
        command.UnknownResultTypeList = [false, true];
        using var reader = command.ExecuteReader();

        Assert.True(reader.Read());
        Assert.Equal((23u, 4000u), (reader.GetDataTypeOID(0), reader.GetDataTypeOID(1)));
        Assert.Equal("joe@fivetran.com", reader.GetString(1));
    }

    [Fact]
    public void Rows_are_streamed_fast()
    {
        const int Rows = 200_000;
        fixture.Backend.Execute(
            "CREATE TABLE testers.many AS SELECT i AS id, 'First' || i AS first, 'Last' || i AS last, now() AS at " +
                $"FROM generate_series(1, {Rows}) i; GRANT SELECT ON testers.many TO PUBLIC");
        try
        {
            using var connection = fixture.Open();
            var watch = Stopwatch.StartNew();

            Assert.Equal(Rows, connection.Column<int>("SELECT id, first, last, at FROM testers.many ORDER BY id").Count);
            var ordered = watch.Elapsed;
            Assert.Equal(Rows, connection.Column<int>("SELECT id, first, last, at FROM testers.many").Count);

            Assert.True(
                watch.Elapsed.TotalSeconds < 10,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{ordered.TotalSeconds:0.00} s in order, {(watch.Elapsed - ordered).TotalSeconds:0.00} s without."));
        }
        finally
        {
            fixture.Backend.Execute("DROP TABLE testers.many");
        }
    }

    private static object[] First(NpgsqlConnection connection, string sql, bool asText)
    {
        using var command = connection.Command(sql);
        command.AllResultTypesAreUnknown = asText;
        using var reader = command.ExecuteReader();
        Assert.True(reader.Read());
        var values = new object[reader.FieldCount];
        reader.GetValues(values);
        return values;
    }

    private static int[] Differences(object[] left, object[] right) =>
        [.. Enumerable.Range(0, left.Length).Where(i => !left[i].Equals(right[i]))];
}
