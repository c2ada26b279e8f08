namespace RedshiftSync;

/// <summary>A column of a source table, from Get-RedshiftColumn. Columns sort by table, then by name.</summary>
public sealed record RedshiftColumn : IComparable<RedshiftColumn>, IComparable
{
    internal RedshiftColumn(ListedColumn column)
    {
        Table = column.Table.ToString();
        Name = column.Name;
        TypeName = column.Type.Name;
        Kind = column.Type.Kind;
        IsNullable = column.IsNullable;
        SortKeyPosition = column.SortKeyPosition;
    }

    /// <summary>The table's schema and name as -Table takes them.</summary>
    public string Table { get; }

    /// <summary>The column's name.</summary>
    public string Name { get; }

    /// <summary>The column's type as the server names it.</summary>
    public string TypeName { get; }

    /// <summary>The kind of the type, which decides what the column can be in a sync: a key, a text, the time …</summary>
    public ColumnKind Kind { get; }

    /// <summary>Whether the column can be NULL.</summary>
    public bool IsNullable { get; }

    /// <summary>The column's place in the table's sort key, from 1; null when it is not part of one, or the user may not see it.</summary>
    public int? SortKeyPosition { get; }

    /// <summary>Whether <paramref name="left"/> sorts before <paramref name="right"/>.</summary>
    public static bool operator <(RedshiftColumn? left, RedshiftColumn? right) => Comparer<RedshiftColumn>.Default.Compare(left, right) < 0;

    /// <summary>Whether <paramref name="left"/> sorts after <paramref name="right"/>.</summary>
    public static bool operator >(RedshiftColumn? left, RedshiftColumn? right) => Comparer<RedshiftColumn>.Default.Compare(left, right) > 0;

    /// <summary>Whether <paramref name="left"/> does not sort after <paramref name="right"/>.</summary>
    public static bool operator <=(RedshiftColumn? left, RedshiftColumn? right) => !(left > right);

    /// <summary>Whether <paramref name="left"/> does not sort before <paramref name="right"/>.</summary>
    public static bool operator >=(RedshiftColumn? left, RedshiftColumn? right) => !(left < right);

    /// <inheritdoc/>
    public int CompareTo(RedshiftColumn? other) =>
        other is null ? 1
        : string.CompareOrdinal(Table, other.Table) is not 0 and var byTable ? byTable
        : string.CompareOrdinal(Name, other.Name) is not 0 and var byName ? byName
        : string.CompareOrdinal(TypeName, other.TypeName) is not 0 and var byType ? byType
        : IsNullable.CompareTo(other.IsNullable) is not 0 and var byNullable ? byNullable
        : Nullable.Compare(SortKeyPosition, other.SortKeyPosition) is not 0 and var byPosition ? byPosition
        : Kind.CompareTo(other.Kind);

    // Without this, PowerShell compares texts. ToString is the name alone, for parameters such as -UpdatedAtColumn, and tables share names.
    int IComparable.CompareTo(object? obj) => obj switch
    {
        null => 1,
        RedshiftColumn other => CompareTo(other),
        _ => throw new ArgumentException($"A column cannot be compared with a {obj.GetType().Name}.", nameof(obj)),
    };

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
