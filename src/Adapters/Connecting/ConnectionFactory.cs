using Npgsql;

namespace RedshiftSync.Adapters.Connecting;

/// <summary>Opens connections to one server with the same settings.</summary>
/// <remarks>
/// The driver sends the options of PGOPTIONS unless it is given others, and PgBouncer before 1.20 refuses a session with any options. In
/// that case, the variable is hidden from the driver while it opens the connection; there is no other way to keep the driver from sending
/// them.
/// </remarks>
internal sealed class ConnectionFactory : IDisposable
{
    private const string HarmlessOptions = "-c TimeZone=UTC";

    private readonly NpgsqlDataSource _dataSource;
    private readonly NpgsqlDataSource? _withHarmlessOptions;

    /// <param name="settings">The settings.</param>
    /// <param name="build">Creates a data source from a connection string.</param>
    public ConnectionFactory(NpgsqlConnectionStringBuilder settings, Func<string, NpgsqlDataSource> build)
    {
        _dataSource = build(settings.ConnectionString);
        if (string.IsNullOrEmpty(settings.Options))
        {
            settings.Options = HarmlessOptions;
            _withHarmlessOptions = build(settings.ConnectionString);
        }
    }

    /// <summary>Opens a connection, which the caller disposes.</summary>
    public async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellation)
    {
        if (_withHarmlessOptions is null || !OptionsVariable.IsSet)
        {
            return await _dataSource.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        }

        try
        {
            return await _withHarmlessOptions.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        }
        catch (PostgresException e) when (
            e.SqlState == PostgresErrorCodes.ProtocolViolation && e.MessageText.Contains("options", StringComparison.Ordinal))
        {
            using var hidden = OptionsVariable.Hide();

            // A stop does not wait for a connection that is still being opened.
            using var stop = cancellation.Register(hidden.Dispose);
            return await _dataSource.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _dataSource.Dispose();
        _withHarmlessOptions?.Dispose();
    }
}
