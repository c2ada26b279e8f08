using System.Globalization;

namespace RedshiftSync;

/// <summary>PostgreSQL's SQL.</summary>
internal sealed class PostgresDialect : ISqlDialect
{
    private PostgresDialect()
    {
    }

    /// <summary>The dialect.</summary>
    public static PostgresDialect Instance { get; } = new();

    // A database may keep another encoding.
    public string Md5(string text) => $"md5(convert_to({text}, 'UTF8'))";

    public string HashPart(string hash, int at) =>
        string.Create(CultureInfo.InvariantCulture, $"CAST(CAST('x' || substring({hash}, {at}, 8) AS bit(32)) AS bigint)");

    // A session that waits for its client, while the client waits for it, is one whose connection is lost.
    public SqlStatement FindActivity(long process) => new(
        "SELECT 1 FROM pg_stat_activity WHERE pid = @process AND state = 'active' AND wait_event_type IS DISTINCT FROM 'Client'",
        [new("process", process, SqlValueType.Number)]);
}
