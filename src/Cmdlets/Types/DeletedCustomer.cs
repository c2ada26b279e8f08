namespace RedshiftSync;

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

    /// <summary>Whether the row was removed from the destination; false when it was only reported.</summary>
    public bool IsRemoved { get; }

    /// <summary>The key and whether the row was removed.</summary>
    public override string ToString() => $"customer {CustomerId}: {(IsRemoved ? "removed" : "gone from the source")}";
}
