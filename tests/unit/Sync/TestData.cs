namespace RedshiftSync.UnitTests.Sync;

/// <summary>Data that the tests of runs share.</summary>
internal static class TestData
{
    public static readonly DateTime Clock = new(2024, 6, 1, 12, 0, 0, DateTimeKind.Utc);

    public static readonly DateTime Old = new(2024, 5, 1, 0, 0, 0, DateTimeKind.Utc);

    // An order of its own: no position means anything.
    public static readonly TableSchema Schema = WithTypes(new(
        new TableName("testers", "customers"),
        [new Column("updated_at") { IsCursor = true }, new Column("first_name"), new Column("customer_id") { KeyPart = 1 }]));

    /// <summary>A table without a key.</summary>
    public static readonly TableSchema WithoutKey = WithTypes(new(Schema.Table, Schema.Columns.Where(c => c.KeyPart is null)));

    public static readonly SourceIdentity Source = new("cluster", "dev", "testers.customers", Schema.ColumnNames);

    public static readonly SyncRequest Request = new(Schema, Source);

    public static readonly ReadPlan Plan = new(
        Schema, new CursorAxis(SqlValueType.Timestamp), new Watermark(SyncState.DefaultStart, null), Clock);

    /// <summary>Whether a position is another one or comes after it, in the order of the fake source, which sorts integers.</summary>
    public static bool Reaches(Watermark? position, Watermark other) =>
        position is { } p && (p.CursorValue, p.Key?.Integer ?? long.MinValue)
            .CompareTo((other.CursorValue, other.Key?.Integer ?? long.MinValue)) >= 0;

    public static SyncException Lost => SourceErrors.ConnectionLost("cluster", "it was cut", null);

    public static FakeRow[] Rows(int count, int perStamp = 1) =>
        [.. Enumerable.Range(0, count).Select(i => new FakeRow(Old.AddMicroseconds(i / perStamp), i))];

    /// <summary>Describes a schema of the kind of the customers': an integer key, texts and a time.</summary>
    public static TableSchema WithTypes(TableSchema schema, string timeType = "timestamp") =>
        schema.WithTypes(
            [.. schema.Columns.Select(c => ColumnType.Named(c.KeyPart is not null ? "bigint" : c.IsCursor ? timeType : "text"))]);

    public static string? NameOf(IRowReader row) => Utf8Codec.ReadText(row, Schema.PlainColumns[0]);

    public static FakeRow Copy(IRowReader row, KeyValue key, CursorValue? cursorValue) =>
        new(FakeRow.TimeOf(cursorValue), key.Integer, NameOf(row));

    public static long KeyOf(IRowReader row, KeyValue key, CursorValue? cursorValue)
    {
        NameOf(row);
        return key.Integer!.Value;
    }
}
