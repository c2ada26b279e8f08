namespace RedshiftSync.Adapters.Postgres;

/// <summary>PostgreSQL databases as destinations.</summary>
internal sealed class PostgresProvider : IDestinationProvider
{
    private static readonly string[] Schemes = ["postgresql://", "postgres://"];

    public string Description => "the address of a PostgreSQL database";

    public string AddressForm => "postgresql://host:port/database";

    // Also an invalid address: opening the destination reports the problem.
    public IDestinationLocation? Recognize(DestinationAddress address) =>
        HasScheme(address.Text) || AddressText.IsAssignment(address.Text) ? new PostgresLocation(address) : null;

    private static bool HasScheme(string text) =>
        Schemes.Any(scheme => text.AsSpan().TrimStart().StartsWith(scheme, StringComparison.OrdinalIgnoreCase));
}
