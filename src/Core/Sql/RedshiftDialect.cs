using System.Globalization;

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

    public string HashPart(string hash, int at) => string.Create(CultureInfo.InvariantCulture, $"strtol(substring({hash}, {at}, 8), 16)");

    // A user's own statements.
    public SqlStatement FindActivity(long process) => new(
        "SELECT 1 FROM stv_recents WHERE pid = @process AND status = 'Running'", [new("process", process, SqlValueType.Number)]);
}
