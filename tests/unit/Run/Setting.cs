namespace RedshiftSync.UnitTests.Run;

/// <summary>What the runs under test have in common.</summary>
internal static class Setting
{
    public static readonly DateTime Clock = new(2024, 6, 1, 12, 0, 0, DateTimeKind.Utc);

    public static readonly DateTime Old = new(2024, 5, 1, 0, 0, 0, DateTimeKind.Utc);

    public static readonly TableShape Shape = new(new TableName("testers", "customers"), "customer_id", ["first_name"], "updated_at");

    public static readonly SourceIdentity Source = new("cluster", "dev", "testers.customers", Shape.Columns);

    public static SyncRequest Request(DateTime? since = null, TimeSpan? lag = null, bool force = false, SourceIdentity? source = null) =>
        new(Shape, source ?? Source, since, lag ?? SyncRequest.DefaultSafetyLag, force);

    public static FakeRow[] Rows(int count, int perStamp = 1) =>
        [.. Enumerable.Range(0, count).Select(i => new FakeRow(Old.AddMicroseconds(i / perStamp), i))];

    public static SyncException Unreadable(long key) => SourceErrors.UnreadableRow(Shape.Table, $"customer_id {key}", "no good");
}
