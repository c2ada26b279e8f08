using System.ComponentModel;

namespace RedshiftSync;

/// <summary>
/// A customer as it is in the source table, from Get-RedshiftCustomerChange and Sync-RedshiftCustomers. Two customers are equal when all
/// their values are, and sort in the order in which they are read: by time, then by key.
/// </summary>
[TypeConverter(typeof(CustomerConverter))]
public sealed class Customer : IEquatable<Customer>, IComparable<Customer>, IComparable
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

    /// <summary>
    /// When the row was last changed according to the source: UTC, to the microsecond. Null where the table has NULL, which only
    /// -NullTimestamp Include delivers.
    /// </summary>
    // Created on demand, because many commands do not use it.
    public UtcTimestamp? UpdatedAt => UtcTimestamp.From(_updatedAt);

    /// <summary>Whether two customers have the same values.</summary>
    public static bool operator ==(Customer? left, Customer? right) => Equals(left, right);

    /// <summary>Whether two customers differ in a value.</summary>
    public static bool operator !=(Customer? left, Customer? right) => !Equals(left, right);

    /// <summary>Whether <paramref name="left"/> sorts before <paramref name="right"/>.</summary>
    public static bool operator <(Customer? left, Customer? right) => Comparer<Customer>.Default.Compare(left, right) < 0;

    /// <summary>Whether <paramref name="left"/> sorts after <paramref name="right"/>.</summary>
    public static bool operator >(Customer? left, Customer? right) => Comparer<Customer>.Default.Compare(left, right) > 0;

    /// <summary>Whether <paramref name="left"/> does not sort after <paramref name="right"/>.</summary>
    public static bool operator <=(Customer? left, Customer? right) => !(left > right);

    /// <summary>Whether <paramref name="left"/> does not sort before <paramref name="right"/>.</summary>
    public static bool operator >=(Customer? left, Customer? right) => !(left < right);

    /// <inheritdoc/>
    public bool Equals(Customer? other) => CompareTo(other) == 0;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Customer);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_updatedAt, CustomerId, FirstName, LastName, Email);

    /// <summary>Orders by time, then by key, then by the texts. Customers without a time come first.</summary>
    public int CompareTo(Customer? other) =>
        other is null ? 1
        : Nullable.Compare(_updatedAt, other._updatedAt) is not 0 and var byTime ? byTime
        : CustomerId.CompareTo(other.CustomerId) is not 0 and var byKey ? byKey
        : string.CompareOrdinal(FirstName, other.FirstName) is not 0 and var byFirstName ? byFirstName
        : string.CompareOrdinal(LastName, other.LastName) is not 0 and var byLastName ? byLastName
        : string.CompareOrdinal(Email, other.Email);

    /// <summary>The key and the time: <c>customer 7 @ 2024-05-01T12:30:00.000001Z</c>.</summary>
    public override string ToString() => $"customer {CustomerId} @ {(_updatedAt is { } time ? IsoTimestamp.Format(time) : "NULL")}";

    // Sort-Object, Select-Object -Unique and Compare-Object use this; without it they compare texts.
    int IComparable.CompareTo(object? obj) => obj switch
    {
        null => 1,
        Customer other => CompareTo(other),
        _ => throw new ArgumentException($"A customer cannot be compared with a {obj.GetType().Name}.", nameof(obj)),
    };
}
