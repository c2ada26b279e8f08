namespace RedshiftSync;

/// <summary>Redshift's SQL (docs/redshift.md).</summary>
internal sealed class RedshiftDialect : ISqlDialect
{
    private RedshiftDialect()
    {
    }

    /// <summary>The dialect.</summary>
    public static RedshiftDialect Instance { get; } = new();

    // Texts are UTF-8 always.
    public string Md5(string text) => $"md5({text})";

    public string Number(string hash) => $"strtol(substring({hash}, 1, 15), 16)";

    // Without an OFFSET as in PostgreSQL: it would have to be counted where the rows of all nodes come together.
    public string Fence => "";

    // A user's own statements.
    public SqlStatement FindActivity(long process) => new(
        "SELECT 1 FROM stv_recents WHERE pid = @process AND status = 'Running'", [new("process", process, SqlValueType.Number)]);
}
