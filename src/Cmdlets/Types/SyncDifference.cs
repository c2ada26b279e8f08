namespace RedshiftSync;

/// <summary>A row that differs between a destination and its source, from Test-RedshiftSync.</summary>
public sealed record SyncDifference
{
    internal SyncDifference(KeyDifference difference)
    {
        Kind = difference.Kind;
        CustomerId = difference.Key.Integer!.Value;
    }

    /// <summary>How the row differs.</summary>
    public DifferenceKind Kind { get; }

    /// <summary>The row's key.</summary>
    public long CustomerId { get; }

    /// <summary>The key and how the row differs.</summary>
    public override string ToString() => $"customer {CustomerId}: {Kind}";
}
