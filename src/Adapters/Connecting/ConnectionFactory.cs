using Npgsql;

namespace RedshiftSync.Adapters.Connecting;

/// <summary>Opens connections to one server with the same settings.</summary>
/// <remarks>
/// The driver sends the options of PGOPTIONS unless it is given others, and PgBouncer before 1.20 refuses a session with any options. There, the
/// variable is hidden from the driver while it opens the connection; nothing else keeps it from sending them.
/// </remarks>
internal sealed class ConnectionFactory : IDisposable
{
    private const string OptionsVariable = "PGOPTIONS";
    private const string HarmlessOptions = "-c TimeZone=UTC";

    private static readonly SemaphoreSlim HidingOptions = new(1);

    private readonly NpgsqlDataSource _dataSource;
    private readonly NpgsqlDataSource? _withoutOptions;

    /// <param name="settings">The settings.</param>
    /// <param name="build">Makes a data source of a connection string.</param>
    public ConnectionFactory(NpgsqlConnectionStringBuilder settings, Func<string, NpgsqlDataSource> build)
    {
        if (string.IsNullOrEmpty(settings.Options) && !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(OptionsVariable)))
        {
            _withoutOptions = build(settings.ConnectionString);
            settings.Options = HarmlessOptions;
        }

        _dataSource = build(settings.ConnectionString);
    }

    /// <summary>Opens a connection, which the caller disposes.</summary>
    public async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellation)
    {
        try
        {
            return await _dataSource.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        }
        catch (PostgresException e) when (_withoutOptions is not null && e.SqlState == PostgresErrorCodes.ProtocolViolation)
        {
            return await OpenWithoutOptionsAsync(_withoutOptions, cancellation).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _dataSource.Dispose();
        _withoutOptions?.Dispose();
    }

    private static async Task<NpgsqlConnection> OpenWithoutOptionsAsync(NpgsqlDataSource dataSource, CancellationToken cancellation)
    {
        await HidingOptions.WaitAsync(cancellation).ConfigureAwait(false);
        var options = Environment.GetEnvironmentVariable(OptionsVariable);
        try
        {
            Environment.SetEnvironmentVariable(OptionsVariable, null);
            return await dataSource.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        }
        finally
        {
            Environment.SetEnvironmentVariable(OptionsVariable, options);
            HidingOptions.Release();
        }
    }
}
