using RedshiftSync.RedshiftEmulator.Sql;

namespace RedshiftSync.RedshiftEmulator.Sessions;

/// <summary>Properties of a statement that matter while its result is passed on.</summary>
internal sealed class ResultInfo(Statement statement)
{
    public string Text { get; } = statement.Text;

    /// <summary>Whether the statement is a query that reads a user's table; faults apply to those by default.</summary>
    public bool ReadsTable { get; } = statement.IsQuery && statement.ReadsUserTable;

    /// <summary>
    /// Whether rows are shuffled: Redshift's slices answer as they are ready, so that there is no order without ORDER BY
    /// (docs/redshift.md, Order).
    /// </summary>
    public bool IsUnordered { get; } = statement.IsQuery && statement.ReadsUserTable && !statement.IsOrdered;

    /// <summary>The types of the columns, according to the result's description.</summary>
    public IReadOnlyList<uint> ColumnTypes { get; set; } = [];
}
