using System.Collections.Concurrent;

namespace RedshiftSync;

/// <summary>The names that a connection's listings brought, for completion: a completer never asks the server.</summary>
internal sealed class ListingCache
{
    private readonly ConcurrentDictionary<string, IReadOnlyList<ListedColumn>> _columns = new();
    private volatile IReadOnlyList<TableName> _tables = [];

    /// <summary>Tables as -Table takes them.</summary>
    public IEnumerable<string> Tables => _tables.Select(t => t.ToString()).Concat(_columns.Keys).Distinct().Order(StringComparer.Ordinal);

    /// <summary>Tables in their parts.</summary>
    public IReadOnlyList<TableName> Names => _tables;

    public void Remember(IReadOnlyList<ListedTable> tables) => _tables = [.. tables.Select(t => t.Name)];

    public void Remember(string table, IReadOnlyList<ListedColumn> columns)
    {
        if (columns.Count > 0)
        {
            _columns[table] = columns;
        }
    }

    /// <summary>The columns of a table, or of all known ones; those of certain kinds.</summary>
    public IEnumerable<ListedColumn> Columns(string? table, params ColumnKind[] kinds) =>
        (table is not null && _columns.TryGetValue(table, out var known) ? known : _columns.Values.SelectMany(c => c)).Where(c => kinds.Length == 0 || kinds.Contains(c.Kind));
}
