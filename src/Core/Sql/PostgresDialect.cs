namespace RedshiftSync;

/// <summary>The SQL dialect of PostgreSQL.</summary>
internal sealed class PostgresDialect : ISqlDialect
{
    private PostgresDialect()
    {
    }

    /// <summary>The only instance.</summary>
    public static PostgresDialect Instance { get; } = new();

    // The database may have another encoding.
    public string Md5(string text) => $"md5(convert_to({text}, 'UTF8'))";

    public string Number(string hash) => $"CAST(CAST('x' || substring({hash}, 1, 15) AS bit(60)) AS bigint)";

    // A subquery with it is not merged into the outer query.
    public string Fence => " OFFSET 0";

    // If session and client wait for each other, their connection is lost.
    public SqlStatement FindActivity(long process) => new(
        "SELECT 1 FROM pg_stat_activity WHERE pid = @process AND state = 'active' AND wait_event_type IS DISTINCT FROM 'Client'",
        [new("process", process, SqlValueType.Number)]);
}
