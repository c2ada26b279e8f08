using RedshiftSync.Adapters.Postgres;
using RedshiftSync.Adapters.Source;
using RedshiftSync.Adapters.Sqlite;

namespace RedshiftSync.Adapters;

/// <summary>The entry of this assembly: the loader finds it by name and makes one.</summary>
internal sealed class AdapterSet : IAdapters
{
    /// <inheritdoc/>
    public ISourceSession OpenSource(SourceSettings settings, CancellationToken cancellation) => NpgsqlSourceSession.Open(settings, cancellation);

    /// <inheritdoc/>
    public IDestination OpenDestination(DestinationLocation location, bool forReading, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(location);
        return location.Kind == DestinationKind.Postgres ? PostgresDestination.Open(location, cancellation) : SqliteDestination.Open(location.Address, forReading, cancellation);
    }

    /// <inheritdoc/>
    public IRetry Retry { get; } = new PollyRetry();
}
