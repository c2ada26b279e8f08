namespace RedshiftSync.TestSupport;

/// <summary>One row of <c>testers.customers</c>; the time is UTC, as the column is read.</summary>
public sealed record SampleCustomer(int CustomerId, string FirstName, string LastName, string? Email, DateTime UpdatedAt);
