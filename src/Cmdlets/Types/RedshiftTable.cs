namespace RedshiftSync;

/// <summary>A table or view of a source, from Get-RedshiftTable.</summary>
public sealed record RedshiftTable
{
    internal RedshiftTable(ListedTable table)
    {
        Schema = table.Name.Schema ?? "";
        Name = table.Name.Name;
        Kind = table.Kind;
        Table = table.Name.ToString();
    }

    /// <summary>The table's schema.</summary>
    public string Schema { get; }

    /// <summary>The table's name without the schema.</summary>
    public string Name { get; }

    /// <summary>What the server calls it: BASE TABLE, VIEW, EXTERNAL TABLE.</summary>
    public string Kind { get; }

    /// <summary>Schema and name as -Table takes them, quoted where that is needed.</summary>
    public string Table { get; }

    /// <summary>Schema and name.</summary>
    public override string ToString() => Table;
}
