namespace RedshiftSync;

/// <summary>A row in which a destination differs from its source, from Test-RedshiftSync.</summary>
public sealed record SyncDifference
{
    internal SyncDifference(KeyDifference difference)
    {
        Kind = difference.Kind;
        CustomerId = difference.Key;
    }

    /// <summary>How it differs.</summary>
    public DifferenceKind Kind { get; }

    /// <summary>The row's key.</summary>
    public long CustomerId { get; }

    /// <summary>The key and how the row differs.</summary>
    public override string ToString() => $"customer {CustomerId}: {Kind}";
}

/// <summary>A customer whose row is gone from the source, from Sync-RedshiftCustomers -RemoveDeleted.</summary>
public sealed record DeletedCustomer
{
    internal DeletedCustomer(long customerId, bool isRemoved)
    {
        CustomerId = customerId;
        IsRemoved = isRemoved;
    }

    /// <summary>The row's key.</summary>
    public long CustomerId { get; }

    /// <summary>Whether its row was removed from the destination; false when it was only reported.</summary>
    public bool IsRemoved { get; }

    /// <summary>The key and whether the row was removed.</summary>
    public override string ToString() => $"customer {CustomerId}: {(IsRemoved ? "removed" : "gone from the source")}";
}
