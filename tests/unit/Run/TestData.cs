namespace RedshiftSync.UnitTests.Run;

/// <summary>Data that the tests of runs share.</summary>
internal static class TestData
{
    public static readonly DateTime Clock = new(2024, 6, 1, 12, 0, 0, DateTimeKind.Utc);

    public static readonly DateTime Old = new(2024, 5, 1, 0, 0, 0, DateTimeKind.Utc);

    public static readonly TableShape Shape = new(new TableName("testers", "customers"), "customer_id", ["first_name"], "updated_at");

    public static readonly SourceIdentity Source = new("cluster", "dev", "testers.customers", Shape.Columns);

    public static readonly SyncRequest Request = new(Shape, Source);

    public static readonly ReadPlan Plan = new(Shape, new CursorAxis(SqlValueType.Timestamp), new Watermark(SyncState.DefaultStart, null), Clock);

    public static SyncException Lost => SourceErrors.ConnectionLost("cluster", "it was cut", null);

    public static FakeRow[] Rows(int count, int perStamp = 1) =>
        [.. Enumerable.Range(0, count).Select(i => new FakeRow(Old.AddMicroseconds(i / perStamp), i))];

    public static long KeyOf(IRowReader row, long key, DateTime? updatedAt)
    {
        row.GetText(0);
        return key;
    }
}
