using System.Collections.Concurrent;

namespace RedshiftSync;

/// <summary>Names of tables and columns that were listed over a connection, for completion: a completer never asks the server.</summary>
internal sealed class ListingCache
{
    private readonly ConcurrentDictionary<string, IReadOnlyList<ListedColumn>> _columns = new();
    private volatile IReadOnlyList<TableName> _tables = [];

    /// <summary>Table names as -Table takes them.</summary>
    public IEnumerable<string> Tables => _tables.Select(t => t.ToString()).Concat(_columns.Keys).Distinct().Order(StringComparer.Ordinal);

    /// <summary>Table names in their parts.</summary>
    public IReadOnlyList<TableName> Names => _tables;

    public void Add(IReadOnlyList<ListedTable> tables) => _tables = [.. tables.Select(t => t.Name)];

    public void Add(string table, IReadOnlyList<ListedColumn> columns)
    {
        if (columns.Count > 0)
        {
            _columns[table] = columns;
        }
    }

    /// <summary>The columns of a table that are of certain kinds; those of all known tables where the table is not known.</summary>
    public IEnumerable<ListedColumn> Columns(string? table, ColumnKind[] kinds) =>
        (table is not null && _columns.TryGetValue(table, out var known) ? known : _columns.Values.SelectMany(c => c))
            .Where(c => kinds.Contains(c.Type.Kind));
}
