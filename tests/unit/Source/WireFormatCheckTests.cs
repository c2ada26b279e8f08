using RedshiftSync.UnitTests.Rows;

namespace RedshiftSync.UnitTests.Source;

public sealed class WireFormatCheckTests
{
    private static readonly Column[] Columns =
    [
        new("id") { Type = ColumnType.Named("bigint") },
        new("price") { Type = ColumnType.Named("numeric") },
        new("day") { Type = ColumnType.Named("date") },
        new("other_day") { Type = ColumnType.Named("date") },
        new("json") { Type = ColumnType.Named("super") },
    ];

    private readonly WireFormatCheck _check = new();
    private readonly List<string> _sent = [];

    public static TheoryData<string, object?> WrongValues => new()
    {
        { "numeric", "-1234567890123456789012345.00" },
        { "numeric", "NaN" },
        { "numeric", new byte[] { 0, 7, 0, 5, 64, 0 } },
        { "date", "29/02/2024" },
        { "date", new byte[] { 0, 0, 34, 122 } },
        { "bigint", 1L },
        { "bigint", "-1234567890123456789" },
        { "bigint", null },
        { "boolean", false },
        { "real", -1234.5f },
        { "double precision", 0.0 },
        { "timestamp", new DateTime(2024, 2, 29, 12, 34, 56, DateTimeKind.Utc) },
        { "timestamptz", new DateTime(2024, 2, 29, 12, 34, 56, 789, DateTimeKind.Utc).AddMicroseconds(12) },
        { "varchar", "a b" },
        { "char", "a c" },
        { "time", "12:34:56" },
    };

    [Fact]
    public void Each_type_is_checked_once_in_a_session()
    {
        Run(Columns, -1234567890123456789, "2024-02-29", "-12345678901234567890.1234500");
        Run(Columns);
        Run([.. Columns, new Column("paid") { Type = ColumnType.Named("boolean") }], true);

        Assert.Equal(
            [
                "SELECT CAST('-1234567890123456789' AS bigint), CAST('2024-02-29' AS date), "
                    + "CAST('-12345678901234567890.1234500' AS numeric(27, 7))",
                "SELECT CAST('true' AS boolean)",
            ],
            _sent);
    }

    [Theory]
    [MemberData(nameof(WrongValues))]
    public void A_wrong_value_is_refused_each_time(string type, object? sent)
    {
        Column[] columns = [new Column("c") { Type = ColumnType.Named(type) }];
        for (var attempt = 0; attempt < 2; attempt++)
        {
            var error = Assert.Throws<SyncException>(() => Run(columns, sent));

            Assert.Equal((ErrorId.WireFormatChanged, false), (error.ErrorId, error.IsTransient));
            Assert.Contains(columns[0].Codec.Names[0], error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_answer_without_a_row_is_refused() => Assert.Equal(
        ErrorId.WireFormatChanged,
        Assert.Throws<SyncException>(() => _check.Run(Columns, "cluster", (_, _) => new NoRows())).ErrorId);

    [Fact]
    public void A_lost_connection_stays_one() => Assert.Equal(
        ErrorId.ConnectionLost,
        Assert.Throws<SyncException>(() => _check.Run(
            Columns, "cluster", (_, _) => throw SourceErrors.ConnectionLost("cluster", "it was cut", null))).ErrorId);

    private void Run(Column[] columns, params object?[] values) => _check.Run(
        columns,
        "cluster",
        (statement, probes) =>
        {
            _sent.Add(statement.Text);
            Assert.Equal(values.Length, probes.Count);
            return new ValueReader(values);
        });

    private sealed class NoRows : ValueReader
    {
        public override bool Read() => false;
    }
}
