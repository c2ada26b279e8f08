using System.Text;

namespace RedshiftSync.UnitTests.Rows;

/// <summary>A row in memory: numbers, texts, times, and the bytes of any of them as the server might send them.</summary>
/// <param name="values">The values, in the order of the columns.</param>
internal class ValueReader(params object?[] values) : IRowReader
{
    /// <summary>The current row's values, in the order of the columns.</summary>
    protected virtual object?[] Values => values;

    public virtual bool Read() => true;

    public bool IsNull(int ordinal) => Values[ordinal] is null;

    public long GetInt64(int ordinal) => Values[ordinal] switch
    {
        DateTime time => RawTimestamp.Of(time),
        var value => (long)value!,
    };

    public float GetSingle(int ordinal) => (float)Values[ordinal]!;

    public double GetDouble(int ordinal) => (double)Values[ordinal]!;

    public bool GetBoolean(int ordinal) => (bool)Values[ordinal]!;

    public ReadOnlySpan<byte> GetBytes(int ordinal) => Values[ordinal] as byte[] ?? Encoding.UTF8.GetBytes((string)Values[ordinal]!);

    public int CopyBytes(int ordinal, byte[] buffer, int offset)
    {
        var bytes = GetBytes(ordinal);
        bytes[..Math.Min(bytes.Length, buffer.Length - offset)].CopyTo(buffer.AsSpan(offset));
        return bytes.Length;
    }

    public virtual void Dispose() => GC.SuppressFinalize(this);
}
