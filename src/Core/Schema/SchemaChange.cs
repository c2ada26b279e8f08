namespace RedshiftSync;

/// <summary>A change of the source's columns that a destination follows, from SyncResult and Test-RedshiftSource.</summary>
public sealed record SchemaChange
{
    internal SchemaChange(SchemaChangeKind kind, string column, string? before, string? after)
    {
        Kind = kind;
        Column = column;
        Before = before;
        After = after;
    }

    /// <summary>What happened to the column.</summary>
    public SchemaChangeKind Kind { get; }

    /// <summary>The name of the column.</summary>
    public string Column { get; }

    /// <summary>The type at the last run, as the source names it; null for an added column.</summary>
    public string? Before { get; }

    /// <summary>The type now, as the source names it; null for a removed column.</summary>
    public string? After { get; }

    /// <summary>The change in words, for example <c>added column discount, numeric(10,2)</c>.</summary>
    public override string ToString() => Kind switch
    {
        SchemaChangeKind.Added => $"added column {Column}, {After}",
        SchemaChangeKind.Removed => $"removed column {Column}, {Before}: NULL in rows written from now on",
        SchemaChangeKind.Widened => $"widened column {Column} from {Before} to {After}",
        _ => $"changed column {Column} from {Before} to {After}",
    };
}

/// <summary>How a column of the source has changed.</summary>
public enum SchemaChangeKind
{
    /// <summary>The source has a new column.</summary>
    Added,

    /// <summary>The source has lost the column.</summary>
    Removed,

    /// <summary>The new type holds all values of the old one.</summary>
    Widened,

    /// <summary>The new type does not hold all values of the old one.</summary>
    Changed,
}
