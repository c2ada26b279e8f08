using RedshiftSync.UnitTests.Sync;

namespace RedshiftSync.UnitTests.Rows;

public sealed class RowEncoderTests
{
    private static readonly DateTime Time = new(2024, 5, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly byte[] NotUtf8 = [(byte)'x', 0xFF];

    // Around the end of a buffer of 80,000 bytes, whatever the rest of the row takes of it.
    public static TheoryData<int> Lengths => [0, 1, .. Enumerable.Range(79_900, 120), 200_000];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Texts_round_trip_wherever_a_buffer_ends(int length)
    {
        var schema = Schema(texts: 3);
        var encoder = new RowEncoder(schema);
        string?[][] texts =
        [
            ["a", null, ""],
            [new string('x', length), "é", new string('y', length)],
            [null, null, null],
            ["", "z", new string('ß', length / 2)],
        ];

        var rows = texts.Select((t, i) => encoder.Pack(new ValueReader([.. t, (long)i, Time]), i, Time)).ToList();

        Assert.Equal(texts, rows.Select(r => schema.PlainColumns.Select(c => r.TextOf(c)).ToArray()));
        Assert.Equal([0, 1, 2, 3], rows.Select(r => r.Key));
        Assert.All(rows, r => Assert.Equal(Time, r.CursorValue));
    }

    // Many columns, so that there is more than a byte of bits for NULL, in any order and with values of any kind.
    [Fact]
    public void Values_round_trip_in_every_order_of_columns()
    {
        (Column Column, string Type, Func<Random, object?> Make)[] columns =
        [
            (new Column("part1") { KeyPart = 1 }, "varchar", r => $"k{r.Next(1000)}"),
            (new Column("part2") { KeyPart = 2 }, "integer", r => (long)r.Next()),
            (new Column("changed") { IsCursor = true }, "timestamp", r => r.Next(4) == 0 ? null : Time.AddMicroseconds(r.Next())),
            (new Column("small"), "smallint", r => r.Next(3) == 0 ? null : (long)r.Next(short.MinValue, short.MaxValue)),
            (new Column("big"), "bigint", r => r.Next(3) == 0 ? null : r.NextInt64(long.MinValue, long.MaxValue)),
            (new Column("padded"), "char", r => r.Next(3) == 0 ? null : "a  "),
            (new Column("free"), "text", r => r.Next(3) == 0 ? null : new string('ü', r.Next(40_000))),
            (new Column("local"), "timestamp",
                r => r.Next(3) == 0 ? null : DateTime.MinValue.AddMicroseconds(r.NextInt64(long.MaxValue / 50))),
            (new Column("price"), "numeric", r => r.Next(3) == 0 ? null : $"{r.Next()}.50"),
            (new Column("ratio"), "double precision", r => r.Next(3) == 0 ? null : r.NextDouble()),
            (new Column("share"), "real", r => r.Next(3) == 0 ? null : r.NextSingle()),
            (new Column("paid"), "boolean", r => r.Next(3) == 0 ? null : r.Next(2) == 0),
            (new Column("day"), "date", r => r.Next(3) == 0 ? null : $"20{r.Next(10, 99)}-03-01"),
            (new Column("json"), "super", r => r.Next(3) == 0 ? null : "{}"),
            (new Column("point"), "timestamptz", r => r.Next(3) == 0 ? null : DateTime.MaxValue.AddTicks(-9).AddMicroseconds(-r.Next())),
        ];
        for (var seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            random.Shuffle(columns);
            var schema = new TableSchema(TestData.Schema.Table, columns.Select(c => c.Column))
                .WithTypes([.. columns.Select(c => ColumnType.Named(c.Type))]);
            var encoder = new RowEncoder(schema);
            var roles = new RowRoles(schema);
            var source = Enumerable.Range(0, 20).Select(_ => columns.Select(c => c.Make(random)).ToArray()).ToList();

            var packed = source.Select(v => new ValueReader(v))
                .Select(r => encoder.Pack(r, roles.ReadKey(r)!.Value, roles.ReadCursor(r))).ToList();

            Assert.Equal(source, packed.Select(p => schema.Columns.Select(c => p.ValueOf(c)).ToArray()));
            Assert.Equal(
                source.Select(v => KeyValue.Of(v[schema["part1"].Ordinal]!, v[schema["part2"].Ordinal]!)),
                packed.Select(p => p.Key));
            Assert.Equal(source.Select(v => (DateTime?)v[schema.Cursor.Ordinal]), packed.Select(p => p.CursorValue?.Time));
        }
    }

    [Fact]
    public void The_cursor_is_packed_as_the_point_in_time_that_it_means()
    {
        var packed = new RowEncoder(TestData.Schema).Pack(new ValueReader(Time, "x", 7L), 7, Time.AddHours(-2));

        Assert.Equal(Time.AddHours(-2), packed.CursorValue);
        Assert.IsType<TimestampWithZoneCodec>(TestData.Schema.Cursor.StoredCodec);
    }

    [Fact]
    public void A_row_that_cannot_be_read_leaves_no_trace()
    {
        var schema = Schema(texts: 2);
        var encoder = new RowEncoder(schema);
        var before = encoder.Pack(new ValueReader("a", "b", 1L, null), 1, null);

        var unreadable = new ValueReader(new string('x', 100_000), NotUtf8, 2L, Time);
        var error = Assert.Throws<UnreadableValueException>(() => encoder.Pack(unreadable, 2, Time));
        var after = encoder.Pack(new ValueReader("c", "d", 3L, null), 3, null);

        Assert.Equal("text1 is not valid UTF-8", error.Message);
        Assert.Equal(["a", "b", "c", "d"], new[] { before, after }.SelectMany(r => schema.PlainColumns.Select(c => r.TextOf(c))));
        Assert.Null(after.CursorValue);
    }

    [Fact]
    public void Full_buffers_are_reused_and_rows_in_other_buffers_stay_valid()
    {
        var schema = Schema(texts: 1);
        var encoder = new RowEncoder(schema);
        var seen = new HashSet<byte[]>();
        IReadOnlyList<byte[]> reusable = [];
        for (var batch = 0; batch < 50; batch++)
        {
            // About one buffer per batch, and occasionally a row that needs its own.
            var texts = Enumerable.Range(0, 75)
                .Select(i => new string((char)('a' + (i % 26)), i == 40 && batch % 10 == 0 ? 200_000 : 1000)).ToArray();
            var rows = texts.Select((t, i) => encoder.Pack(new ValueReader(t, (long)i, Time), i, Time)).ToList();
            var full = encoder.Buffers.TakeFull();

            Assert.Equal(texts, rows.Select(r => r.TextOf(schema.PlainColumns[0])));
            encoder.Buffers.Reuse(reusable);
            reusable = full;
            seen.UnionWith(full);
        }

        Assert.InRange(seen.Count, 1, 6);
        Assert.All(seen, buffer => Assert.InRange(buffer.Length, 1, 80_000));
    }

    private static TableSchema Schema(int texts) => TestData.WithTypes(new TableSchema(
        TestData.Schema.Table,
        [
            .. Enumerable.Range(0, texts).Select(i => new Column($"text{i}")),
            new Column("id") { KeyPart = 1 },
            new Column("at") { IsCursor = true },
        ]));
}
