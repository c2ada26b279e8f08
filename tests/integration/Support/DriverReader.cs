using Npgsql;

namespace RedshiftSync.IntegrationTests;

/// <summary>Reads rows of the driver that the tests use, in binary.</summary>
internal sealed class DriverReader(NpgsqlDataReader reader) : IRowReader
{
    public bool Read() => reader.Read();

    public bool IsNull(int ordinal) => reader.IsDBNull(ordinal);

    // The raw form of a time cannot be had of this driver.
    public long GetInt64(int ordinal) => reader.GetDataTypeName(ordinal).StartsWith("timestamp", StringComparison.Ordinal)
        ? reader.GetFieldValue<long>(ordinal)
        : reader.GetInt64(ordinal);

    public float GetSingle(int ordinal) => reader.GetFloat(ordinal);

    public double GetDouble(int ordinal) => reader.GetDouble(ordinal);

    public bool GetBoolean(int ordinal) => reader.GetBoolean(ordinal);

    public ReadOnlySpan<byte> GetBytes(int ordinal) => reader.GetFieldValue<byte[]>(ordinal);

    public int CopyBytes(int ordinal, byte[] buffer, int offset) => throw new NotSupportedException();

    public void Dispose() => reader.Dispose();
}
