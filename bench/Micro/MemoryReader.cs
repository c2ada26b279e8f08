using System.Text;

namespace RedshiftSync.Bench.Micro;

/// <summary>The same row again and again, as bytes, without a network.</summary>
internal sealed class MemoryReader : IRowReader
{
    public static readonly TableSchema Schema = new TableSchema(
        new TableName("testers", "customers"),
        [
            new Column("first_name"), new Column("last_name"), new Column("email"),
            new Column("customer_id") { KeyPart = 1 }, new Column("updated_at") { IsCursor = true },
        ])
        .WithTypes([.. new[] { "varchar", "varchar", "varchar", "bigint", "timestamp" }.Select(ColumnType.Named)]);

    private static readonly byte[][] Texts =
        [.. new[] { "First17", "Lastname4711", "customer4711@example.com" }.Select(Encoding.UTF8.GetBytes)];
    private static readonly long Time = RawTimestamp.Of(new DateTime(2024, 5, 1, 12, 30, 0, DateTimeKind.Utc).AddTicks(1234560));

    private long _key;

    public bool Read()
    {
        _key++;
        return true;
    }

    public bool IsNull(int ordinal) => false;

    public long GetInt64(int ordinal) => ordinal == Schema.Key.Ordinal ? _key : Time;

    public double GetDouble(int ordinal) => throw new NotSupportedException();

    public float GetSingle(int ordinal) => throw new NotSupportedException();

    public bool GetBoolean(int ordinal) => throw new NotSupportedException();

    public ReadOnlySpan<byte> GetBytes(int ordinal) => Texts[ordinal];

    public int CopyBytes(int ordinal, byte[] buffer, int offset)
    {
        var text = Texts[ordinal];
        text.AsSpan(0, Math.Min(text.Length, buffer.Length - offset)).CopyTo(buffer.AsSpan(offset));
        return text.Length;
    }

    public void Dispose()
    {
    }
}
