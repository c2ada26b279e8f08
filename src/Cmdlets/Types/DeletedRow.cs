namespace RedshiftSync;

/// <summary>A row that is gone from the source, from Sync-RedshiftTable -RemoveDeleted.</summary>
public sealed record DeletedRow
{
    internal DeletedRow(string table, KeyValue key, bool isRemoved)
    {
        Table = table;
        Key = key.ToString();
        IsRemoved = isRemoved;
    }

    /// <summary>The source table.</summary>
    public string Table { get; }

    /// <summary>The row's key, its parts separated by slashes.</summary>
    public string Key { get; }

    /// <summary>Whether the row was removed from the destination; false when it was only reported.</summary>
    public bool IsRemoved { get; }

    /// <summary>The table, the key, and whether the row was removed.</summary>
    public override string ToString() => $"{Table} {Key}: {(IsRemoved ? "removed" : "gone from the source")}";
}
