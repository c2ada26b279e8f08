namespace RedshiftSync.UnitTests.State;

/// <summary>Keys of any types come out of a state file as they went in: a position that changed on the way would lose rows.</summary>
public sealed class StateKeyTests
{
    private static readonly DateTime Noon = new DateTime(2024, 5, 1, 12, 0, 0, DateTimeKind.Utc).AddMicroseconds(1);

    private static readonly string Longest = string.Concat(Enumerable.Repeat("ü", 63)) + "x";

    /// <summary>The type of a key column, and a value as its codec reads it.</summary>
    public static TheoryData<string, object> Keys => new()
    {
        { "varchar", "" },
        { "varchar", " a  " },
        { "varchar", "7" },
        { "varchar", "null" },
        { "varchar", "2024-05-01T12:00:00Z" },
        { "varchar", "say \"x\" \\ it's \t\r\n\u0001\u007f\u2028\ufeff" },
        { "varchar", "e\u0301\u00e9 \U0001f600 日本" },
        { "varchar", "0f8fad5b-d9cb-469f-a165-70867728950e" },
        { "char", "a" },
        { "date", "0001-01-01" },
        { "date", "9999-12-31" },
        { "timestamp", "2024-05-01 12:00:00.000001" },
        { "timestamptz", "2024-05-01 12:00:00.000001+00" },
        { "numeric", "-0.10" },
        { "numeric", "99999999999999999999.999999999999999999" },
        { "numeric", "12345678901234567890123456789012345678" },
        { "boolean", "false" },
        { "bigint", long.MinValue },
        { "bigint", long.MaxValue },
        { "bigint", (1L << 53) + 1 },
        { "smallint", 0L },
    };

    [Theory]
    [MemberData(nameof(Keys))]
    public void A_key_round_trips(string type, object part)
    {
        KeyValue[] keys = [KeyValue.Of(part), KeyValue.Of(part, 7L), KeyValue.Of("x", part), KeyValue.Of(part, part, part)];
        foreach (var key in keys)
        {
            var read = RoundTrip(new Watermark(Noon, key), ["k"]);

            Assert.Equal(new Watermark(Noon, key), read.Watermark);
            Assert.Equal(key.Parts.AsEnumerable(), read.Watermark!.Value.Key!.Value.Parts);
        }

        Assert.True(SchemaOf(type).Fits(RoundTrip(new Watermark(Noon, keys[0]), ["k"]).Watermark!.Value.Key!.Value));
    }

    [Fact]
    public void Positions_of_every_kind_round_trip()
    {
        CursorValue[] values =
        [
            CursorValue.OfDay(Noon), CursorValue.OfDay(DateTime.MinValue), CursorValue.OfDay(DateTime.MaxValue),
            CursorValue.OfInteger(long.MinValue), CursorValue.OfInteger(long.MaxValue), CursorValue.OfTime(DateTime.MinValue), Noon,
        ];
        KeyValue?[] keys = [null, KeyValue.None, 7, KeyValue.Of("a")];
        foreach (var watermark in values.SelectMany(_ => keys, (value, key) => new Watermark(value, key)))
        {
            var read = RoundTrip(watermark, ["k"]).Watermark;

            Assert.Equal(watermark, read);
            Assert.Equal(watermark.CursorValue.Kind, read!.Value.CursorValue.Kind);
            Assert.Equal(watermark.Key?.IsNone, read.Value.Key?.IsNone);
        }
    }

    // PostgreSQL cuts names at 63 bytes; Redshift has names of 127.
    [Fact]
    public void The_longest_names_round_trip()
    {
        string[] names = [Longest, new('x', 127), "\"a\".b c\\'"];

        var read = RoundTrip(new Watermark(Noon, KeyValue.Of("a", 1L, "b")), names).Source!;

        Assert.Equal(names, read.Columns);
        Assert.Equal(names, read.Plan!.Key);
        Assert.Equal((Longest, Longest), (read.Plan.Cursor, read.Plan.Filter));
    }

    private static SyncState RoundTrip(Watermark watermark, string[] names)
    {
        var source = new SourceIdentity("cluster", "dev", $"{new TableName(Longest, Longest)}", names)
        {
            Plan = new RecordedPlan(names, Longest) { Selection = names, Filter = Longest },
        };
        return StateDocument.Parse(
            StateDocument.Serialize(SyncState.New(source, CursorValue.Earliest(watermark.CursorValue.Kind)) with { Watermark = watermark }),
            "state.json");
    }

    private static TableSchema SchemaOf(string type) => new(
        new TableName("s", "t"),
        [
            new Column("k") { KeyPart = 1, Type = ColumnType.Named(type) },
            new Column("at") { IsCursor = true, Type = ColumnType.Named("timestamp") },
        ]);
}
