namespace RedshiftSync.UnitTests.Run;

public sealed class RowEncoderTests
{
    private static readonly DateTime Time = new(2024, 5, 1, 0, 0, 0, DateTimeKind.Utc);

    public static TheoryData<int> Lengths => [0, 1, 79_995, 79_996, 79_997, 80_000, 80_001, 200_000];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Texts_round_trip_wherever_a_buffer_ends(int length)
    {
        var encoder = Encoder(3);
        string?[][] texts = [["a", null, ""], [new string('x', length), "é", new string('y', length)], [null, null, null], ["", "z", new string('ß', length / 2)]];

        var rows = texts.Select((t, i) => encoder.Pack(new TextReader(t), i, Time)).ToList();

        Assert.Equal(texts, rows.Select(r => Enumerable.Range(0, 3).Select(r.GetText).ToArray()));
        Assert.Equal([0, 1, 2, 3], rows.Select(r => r.Key));
        Assert.All(rows, r => Assert.Equal(Time, r.CursorValue));
    }

    [Fact]
    public void A_row_that_cannot_be_read_leaves_no_trace()
    {
        var encoder = Encoder(2);
        var before = encoder.Pack(new TextReader(["a", "b"]), 1, null);

        Assert.Throws<UnreadableValueException>(() => encoder.Pack(new TextReader([new string('x', 100_000), "bad"]), 2, null));
        var after = encoder.Pack(new TextReader(["c", "d"]), 3, null);

        Assert.Equal(["a", "b", "c", "d"], new[] { before, after }.SelectMany(r => new[] { r.GetText(0), r.GetText(1) }));
        Assert.Null(after.CursorValue);
    }

    [Fact]
    public void Full_buffers_are_reused_and_rows_in_other_buffers_stay_valid()
    {
        var encoder = Encoder(1);
        var seen = new HashSet<byte[]>();
        IReadOnlyList<byte[]> spent = [];
        for (var batch = 0; batch < 50; batch++)
        {
            // About one buffer per batch, and occasionally a row that needs its own.
            var texts = Enumerable.Range(0, 80).Select(i => new string((char)('a' + (i % 26)), i == 40 && batch % 10 == 0 ? 200_000 : 1000)).ToArray();
            var rows = texts.Select((t, i) => encoder.Pack(new TextReader([t]), i, Time)).ToList();
            var full = encoder.TakeFull();

            Assert.Equal(texts, rows.Select(r => r.GetText(0)));
            encoder.Reuse(spent);
            spent = full;
            seen.UnionWith(full);
        }

        Assert.InRange(seen.Count, 1, 6);
        Assert.All(seen, buffer => Assert.InRange(buffer.Length, 1, 80_000));
    }

    private static RowEncoder Encoder(int texts) => new(new TableSchema(
        TestData.Schema.Table,
        [.. Enumerable.Range(0, texts).Select(i => new Column($"text{i}")), TestData.Schema.Key, TestData.Schema.Cursor]));

    private sealed class TextReader(string?[] texts) : IRowReader
    {
        public KeyValue? Key => 0;

        public DateTime? CursorValue => null;

        public bool Read() => true;

        public string? GetText(int ordinal) => texts[ordinal] == "bad" ? throw new UnreadableValueException("bad") : texts[ordinal];

        public int CopyText(int ordinal, byte[] buffer, int offset) => Utf8Text.Copy(GetText(ordinal), buffer, offset);

        public void Dispose()
        {
        }
    }
}
