using System.Globalization;
using System.Management.Automation;
using Npgsql;

namespace RedshiftSync.Bench.Cmdlets;

/// <summary>
/// Reads the table of forty columns in its own loop, makes an object of the same values as the module's from each row, and emits their
/// number.
/// </summary>
[Cmdlet(VerbsLifecycle.Invoke, "WideReader")]
public sealed class InvokeWideReaderCommand : PSCmdlet
{
    /// <summary>The connection string.</summary>
    [Parameter(Mandatory = true)]
    public string ConnectionString { get; set; } = "";

    /// <summary>The query.</summary>
    [Parameter(Mandatory = true)]
    public string Sql { get; set; } = "";

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        using var connection = new NpgsqlConnection(ConnectionString);
        connection.Open();
        using var command = new NpgsqlCommand(Sql, connection);
        using var reader = command.ExecuteReader();
        var rows = 0L;
        WideRow? last = null;
        while (reader.Read())
        {
            last = new WideRow(reader);
            rows++;
        }

        GC.KeepAlive(last);
        WriteObject(rows);
    }
}

/// <summary>A row.</summary>
internal sealed class WideRow(NpgsqlDataReader reader)
{
    public WideValues First = new(reader, 0);
    public WideValues Second = new(reader, 20);
}

/// <summary>Half the values of a row.</summary>
internal struct WideValues(NpgsqlDataReader reader, int at)
{
    public short? Small = reader.IsDBNull(at) ? null : reader.GetInt16(at);
    public int? Number = reader.IsDBNull(at + 1) ? null : reader.GetInt32(at + 1);
    public long? Large = reader.IsDBNull(at + 2) ? null : reader.GetInt64(at + 2);
    public decimal? Price = reader.IsDBNull(at + 3) ? null : reader.GetDecimal(at + 3);
    public decimal? Exact = reader.IsDBNull(at + 4) ? null : reader.GetDecimal(at + 4);
    public decimal? Rate = reader.IsDBNull(at + 5) ? null : reader.GetDecimal(at + 5);
    public float? Single = reader.IsDBNull(at + 6) ? null : reader.GetFloat(at + 6);
    public double? Ratio = reader.IsDBNull(at + 7) ? null : reader.GetDouble(at + 7);
    public bool? Active = reader.IsDBNull(at + 8) ? null : reader.GetBoolean(at + 8);
    public string? Code = reader.IsDBNull(at + 9) ? null : reader.GetString(at + 9).TrimEnd(' ');
    public string? Name = reader.IsDBNull(at + 10) ? null : reader.GetString(at + 10);
    public string? City = reader.IsDBNull(at + 11) ? null : reader.GetString(at + 11);
    public string? Comment = reader.IsDBNull(at + 12) ? null : reader.GetString(at + 12);
    public DateTime? Due = reader.IsDBNull(at + 13) ? null : reader.GetDateTime(at + 13);

    // The module delivers the server's text of a time.
    public string? Opens = reader.IsDBNull(at + 14) ? null
        : reader.GetFieldValue<TimeOnly>(at + 14).ToString("HH':'mm':'ss.FFFFFF", CultureInfo.InvariantCulture);

    public DateTime? Local = reader.IsDBNull(at + 15) ? null : reader.GetDateTime(at + 15);
    public DateTime? Updated = reader.IsDBNull(at + 16) ? null : reader.GetDateTime(at + 16);
    public int? Quantity = reader.IsDBNull(at + 17) ? null : reader.GetInt32(at + 17);
    public long? Region = reader.IsDBNull(at + 18) ? null : reader.GetInt64(at + 18);
    public DateTime? Shipped = reader.IsDBNull(at + 19) ? null : reader.GetDateTime(at + 19);
}
