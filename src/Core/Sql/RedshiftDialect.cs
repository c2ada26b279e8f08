namespace RedshiftSync;

/// <summary>The SQL dialect of Redshift (docs/redshift.md).</summary>
internal sealed class RedshiftDialect : ISqlDialect
{
    private RedshiftDialect()
    {
    }

    /// <summary>The only instance.</summary>
    public static RedshiftDialect Instance { get; } = new();

    // Redshift stores all texts as UTF-8.
    public string Md5(string text) => $"md5({text})";

    public string Number(string hash) => $"strtol(substring({hash}, 1, 15), 16)";

    // Without an OFFSET as in PostgreSQL: it would have to be counted where the rows of all nodes come together.
    public string Fence => "";

    // Every user may see their own statements there.
    public SqlStatement FindActivity(long process) => new(
        "SELECT 1 FROM stv_recents WHERE pid = @process AND status = 'Running'", [new("process", process, SqlValueType.Number)]);
}
