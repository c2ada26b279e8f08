namespace RedshiftSync;

/// <summary>A row in which a destination differs from its source, from Test-RedshiftSync.</summary>
public sealed class SyncDifference
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
}

/// <summary>A customer whose row is gone from the source, from Sync-RedshiftCustomers -RemoveDeleted.</summary>
public sealed class DeletedCustomer
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
}
