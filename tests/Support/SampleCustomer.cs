namespace RedshiftSync.TestSupport;

/// <summary>One row of <c>testers.customers</c>; the time is UTC.</summary>
public sealed record SampleCustomer(
    int CustomerId, string FirstName, string LastName, string? Email, string? City, string? State, string? Country, DateTime UpdatedAt);
