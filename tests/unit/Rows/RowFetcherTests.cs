using RedshiftSync.UnitTests.Sync;

namespace RedshiftSync.UnitTests.Rows;

/// <summary>What becomes of values that cannot be read. The messages are notes in state files, too.</summary>
public sealed class RowFetcherTests
{
    private static readonly TableSchema Schema = new TableSchema(
        TestData.Schema.Table,
        [new Column("region") { KeyPart = 1 }, new Column("note"), new Column("id") { KeyPart = 2 }, new Column("at") { IsCursor = true }])
        .WithTypes([ColumnType.Named("char"), ColumnType.Named("text"), ColumnType.Named("integer"), ColumnType.Named("timestamp")]);

    private static readonly byte[] NotUtf8 = [0xC3];

    public static TheoryData<object?[], string?, string?> Rows => new()
    {
        { ["eu", "x", 7L, TestData.Old], "eu/7", null },
        { ["eu", null, 7L, null], "eu/7", null },
        { ["eu", "x", null, TestData.Old], null, "id is NULL" },
        { [null, "x", null, TestData.Old], null, "region is NULL" },
        { [NotUtf8, "x", 7L, TestData.Old], null, "region is not valid UTF-8" },
        { ["eu", NotUtf8, 7L, TestData.Old], "eu/7", "note is not valid UTF-8" },
        { ["eu", "x", 7L, long.MaxValue], "eu/7", "at is infinite or lies outside the years 1 to 9999" },
        { ["eu", "x", 7L, long.MinValue], "eu/7", "at is infinite or lies outside the years 1 to 9999" },
        { ["eu", "x", null, long.MinValue], null, "at is infinite or lies outside the years 1 to 9999" },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_value_that_cannot_be_read_is_named(object?[] values, string? key, string? problem)
    {
        var plan = new ReadPlan(Schema, new CursorAxis(SqlValueType.Timestamp), new Watermark(SyncState.DefaultStart, null), null);
        using var fetcher = new RowFetcher<PackedRow>(new ValueReader(values), plan, new RowRoles(Schema), new RowEncoder(Schema).Pack);
        FetchedRow<PackedRow> row = default;

        Assert.True(fetcher.Fetch(ref row));

        Assert.Equal((key, problem), (row.Key?.ToString(), row.Problem?.Message));
        if (problem is null)
        {
            Assert.Equal((row.Key, row.CursorValue), (row.Item.Key, row.Item.CursorValue));
        }
    }

    [Theory]
    [InlineData("eu", 7L, "region/id eu/7")]
    [InlineData("eu", null, "region/id eu/NULL, at 2024-05-01T00:00:00.000000Z")]
    [InlineData(null, 7L, "region/id NULL/7, at 2024-05-01T00:00:00.000000Z")]
    [InlineData("unreadable", 7L, "region/id (unreadable)/7, at 2024-05-01T00:00:00.000000Z")]
    [InlineData("unreadable", null, "region/id (unreadable)/NULL, at 2024-05-01T00:00:00.000000Z")]
    [InlineData("eu", null, "region/id eu/NULL, at NULL", "null")]
    [InlineData("eu", null, "region/id eu/NULL, at (unreadable)", "infinity")]
    public void A_row_is_named_by_all_that_can_be_read(string? region, long? id, string name, string at = "2024-05-01")
    {
        object?[] values =
        [
            region == "unreadable" ? NotUtf8 : region,
            NotUtf8,
            id,
            at == "null" ? null : at == "infinity" ? long.MaxValue : new DateTime(2024, 5, 1),
        ];
        var plan = new ReadPlan(Schema, new CursorAxis(SqlValueType.Timestamp), new Watermark(SyncState.DefaultStart, null), null);
        using var fetcher = new RowFetcher<PackedRow>(new ValueReader(values), plan, new RowRoles(Schema), new RowEncoder(Schema).Pack);
        FetchedRow<PackedRow> row = default;

        Assert.True(fetcher.Fetch(ref row));

        Assert.Equal((name, at == "2024-05-01"), (row.Name, row.CursorValue is not null));
    }

    [Fact]
    public void A_key_of_one_integer_takes_no_allocation()
    {
        var roles = new RowRoles(TestData.Schema);
        var reader = new ValueReader(TestData.Old, "x", 7L);
        roles.ReadKey(reader);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var key = roles.ReadKey(reader);

        Assert.Equal((7L, before), (key, GC.GetAllocatedBytesForCurrentThread()));
    }
}
