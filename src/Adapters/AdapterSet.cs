using RedshiftSync.Adapters.Postgres;
using RedshiftSync.Adapters.Source;
using RedshiftSync.Adapters.Sqlite;

namespace RedshiftSync.Adapters;

/// <summary>The entry point of this assembly: the loader finds it by name.</summary>
internal sealed class AdapterSet : IAdapters
{
    /// <inheritdoc/>
    public ISourceSession OpenSource(SourceSettings settings, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(settings);
        try
        {
            return NpgsqlSourceSession.Open(settings, cancellation);
        }
        catch (SyncException e) when (settings.IsLoginRenewed && e.ErrorId == ErrorId.LoginFailed)
        {
            return NpgsqlSourceSession.Open(settings, cancellation);
        }
    }

    /// <inheritdoc/>
    public IDestination OpenDestination(DestinationLocation location, bool forReading, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(location);
        return location.Kind == DestinationKind.Postgres ? PostgresDestination.Open(location, cancellation) : SqliteDestination.Open(location.Address, forReading, cancellation);
    }
}
