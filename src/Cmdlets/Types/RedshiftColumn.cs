namespace RedshiftSync;

/// <summary>A column of a source's table, from Get-RedshiftColumn. Columns sort by table, then by name.</summary>
public sealed record RedshiftColumn : IComparable<RedshiftColumn>, IComparable
{
    internal RedshiftColumn(ListedColumn column)
    {
        Table = column.Table.ToString();
        Name = column.Name;
        TypeName = column.TypeName;
        Kind = column.Kind;
        IsNullable = column.IsNullable;
        SortKeyPosition = column.SortKeyPosition;
    }

    /// <summary>Schema and name of the table, as -Table takes them.</summary>
    public string Table { get; }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Its type as the server names it.</summary>
    public string TypeName { get; }

    /// <summary>What it can be used for in a sync: as the key (WholeNumber), as a text, as the time; Other for none of it.</summary>
    public ColumnKind Kind { get; }

    /// <summary>Whether it can be NULL.</summary>
    public bool IsNullable { get; }

    /// <summary>Its place in the table's sort key, from 1; null when it has none, or none can be seen.</summary>
    public int? SortKeyPosition { get; }

    /// <summary>Whether <paramref name="left"/> sorts before <paramref name="right"/>.</summary>
    public static bool operator <(RedshiftColumn? left, RedshiftColumn? right) => Comparer<RedshiftColumn>.Default.Compare(left, right) < 0;

    /// <summary>Whether <paramref name="left"/> sorts after <paramref name="right"/>.</summary>
    public static bool operator >(RedshiftColumn? left, RedshiftColumn? right) => Comparer<RedshiftColumn>.Default.Compare(left, right) > 0;

    /// <summary>Whether <paramref name="left"/> does not sort after <paramref name="right"/>.</summary>
    public static bool operator <=(RedshiftColumn? left, RedshiftColumn? right) => Comparer<RedshiftColumn>.Default.Compare(left, right) <= 0;

    /// <summary>Whether <paramref name="left"/> does not sort before <paramref name="right"/>.</summary>
    public static bool operator >=(RedshiftColumn? left, RedshiftColumn? right) => Comparer<RedshiftColumn>.Default.Compare(left, right) >= 0;

    /// <inheritdoc/>
    public int CompareTo(RedshiftColumn? other) =>
        other is null ? 1
        : string.CompareOrdinal(Table, other.Table) is not 0 and var byTable ? byTable
        : string.CompareOrdinal(Name, other.Name) is not 0 and var byName ? byName
        : string.CompareOrdinal(TypeName, other.TypeName) is not 0 and var byType ? byType
        : IsNullable.CompareTo(other.IsNullable) is not 0 and var byNullable ? byNullable
        : Nullable.Compare(SortKeyPosition, other.SortKeyPosition) is not 0 and var byPosition ? byPosition
        : Kind.CompareTo(other.Kind);

    // ToString is the name alone, because parameters such as -UpdatedAtColumn take it; two tables can have columns of one name.
    int IComparable.CompareTo(object? obj) => obj switch
    {
        null => 1,
        RedshiftColumn other => CompareTo(other),
        _ => throw new ArgumentException($"A column cannot be compared with a {obj.GetType().Name}.", nameof(obj)),
    };

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
