using System.Collections.Concurrent;

namespace RedshiftSync;

/// <summary>The tables and columns that were listed over a connection, for completion.</summary>
internal sealed class ListingCache
{
    private readonly ConcurrentDictionary<string, IReadOnlyList<ListedColumn>> _columns = new();
    private volatile IReadOnlyList<TableName> _tables = [];

    /// <summary>The table names in the format of -Table.</summary>
    public IEnumerable<string> Tables => _tables.Select(t => t.ToString()).Concat(_columns.Keys).Distinct().Order(StringComparer.Ordinal);

    /// <summary>The table names.</summary>
    public IReadOnlyList<TableName> Names => _tables;

    public void Add(IReadOnlyList<ListedTable> tables) => _tables = [.. tables.Select(t => t.Name)];

    public void Add(string table, IReadOnlyList<ListedColumn> columns)
    {
        if (columns.Count > 0)
        {
            _columns[table] = columns;
        }
    }

    /// <summary>Returns the columns of a table with certain types; those of all known tables if the table is not known.</summary>
    public IEnumerable<ListedColumn> Columns(string? table, Func<ColumnType, bool> takes) =>
        (table is not null && _columns.TryGetValue(table, out var known) ? known : _columns.Values.SelectMany(c => c))
            .Where(c => takes(c.Type));
}
