using RedshiftSync.Adapters.Connecting;

namespace RedshiftSync.Adapters.Postgres;

/// <summary>The address of a PostgreSQL database, not yet parsed.</summary>
internal sealed class PostgresLocation(DestinationAddress given) : IDestinationLocation
{
    public string? FilePath => null;

    public bool Exists => true;

    // PostgreSQL allows every name, with or without a schema.
    // Each batch creates a temporary table and waits for several answers (docs/performance.md).
    public int DefaultBatchSize => 50_000;

    public void CheckTable(TableName table) => PostgresNames.Check(table);

    public IDestination Open(bool forReading, CancellationToken cancellation)
    {
        var address = PostgresAddress.Parse(given.Text);
        var settings = address.Settings;
        if (given.Login?.Invoke() is { } login)
        {
            settings.Username = login.User;
            settings.Password = login.Password;
        }

        TlsVerification? verification = null;
        try
        {
            verification = new TlsVerification(address.TlsMode, address.RootCertificate);
            var connections = ConnectionSettings.CreateFactory(settings, address.TlsMode, verification);
            var session = PostgresSession.Open(connections, TimeSpan.FromSeconds(settings.Timeout), given.Timeout, cancellation);
            return new PostgresDestination(address.DisplayName, session);
        }
        catch (Exception e)
        {
            if (PostgresErrors.WhileOpening(e, address.DisplayName, verification, cancellation) is var translated && translated != e)
            {
                throw translated;
            }

            throw;
        }
    }
}
