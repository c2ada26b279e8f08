namespace RedshiftSync;

/// <summary>A customer as it stands in the source table, from Get-RedshiftCustomerChange and Sync-RedshiftCustomers.</summary>
public sealed class Customer
{
    private readonly DateTime? _updatedAt;

    internal Customer(long customerId, string? firstName, string? lastName, string? email, DateTime? updatedAt)
    {
        CustomerId = customerId;
        FirstName = firstName;
        LastName = lastName;
        Email = email;
        _updatedAt = updatedAt;
    }

    /// <summary>The key. Redshift does not enforce keys: two rows can carry the same one.</summary>
    public long CustomerId { get; }

    /// <summary>The first name, or null where the table has NULL.</summary>
    public string? FirstName { get; }

    /// <summary>The last name, or null where the table has NULL.</summary>
    public string? LastName { get; }

    /// <summary>The e-mail address, or null where the table has NULL.</summary>
    public string? Email { get; }

    /// <summary>When the row was last changed, by the source's own account; UTC, to the microsecond. Null where the table has NULL, which only -NullTimestamp Include delivers.</summary>
    // Made on demand: most rows are read for something else, or filtered out before anyone asks.
    public UtcTimestamp? UpdatedAt => UtcTimestamp.From(_updatedAt);

    internal static Customer From(IRowReader row, long key, DateTime? updatedAt) => new(key, row.GetText(0), row.GetText(1), row.GetText(2), updatedAt);
}
