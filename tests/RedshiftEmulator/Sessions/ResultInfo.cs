using RedshiftSync.RedshiftEmulator.Sql;

namespace RedshiftSync.RedshiftEmulator.Sessions;

/// <summary>What has to be known of a statement while its result goes by.</summary>
internal sealed class ResultInfo(Statement statement)
{
    public string Text { get; } = statement.Text;

    /// <summary>Whether it is a query that reads somebody's table: what faults are meant for unless they say otherwise.</summary>
    public bool ReadsTable { get; } = statement.IsQuery && statement.ReadsUserTable;

    /// <summary>Redshift's slices answer as they are ready: without ORDER BY there is no order.</summary>
    public bool IsUnordered { get; } = statement.IsQuery && statement.ReadsUserTable && !statement.IsOrdered;

    /// <summary>Which columns are numeric, as its description said.</summary>
    public IReadOnlyList<int> NumericColumns { get; set; } = [];
}
