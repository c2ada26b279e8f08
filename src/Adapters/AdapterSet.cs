using RedshiftSync.Adapters.Postgres;
using RedshiftSync.Adapters.Source;
using RedshiftSync.Adapters.Sqlite;

namespace RedshiftSync.Adapters;

/// <summary>The entry point of this assembly: the loader finds it by name.</summary>
internal sealed class AdapterSet : IAdapters
{
    // In the order in which they are asked. The SQLite provider refuses every other file, so a provider for other files has to precede it.
    private static readonly IDestinationProvider[] Destinations =
    [
        new SqliteProvider(),
        new PostgresProvider(),
    ];

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
    public IDestinationLocation Locate(DestinationAddress address) =>
        Destinations.Select(provider => provider.Recognize(address)).FirstOrDefault(location => location is not null)
        ?? throw ParameterErrors.UnknownDestination(Destinations);
}
