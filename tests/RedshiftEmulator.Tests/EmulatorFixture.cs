using System.Data;
using Npgsql;
using RedshiftSync.TestSupport;

namespace RedshiftSync.RedshiftEmulator.Tests;

/// <summary>One PostgreSQL for the emulator's own tests, and an emulator in front of it; a test that needs another one starts it.</summary>
public sealed class EmulatorFixture : IDisposable
{
    private NpgsqlConnection? _shared;

    /// <summary>Starts both, with the sample table and a few hundred rows.</summary>
    public EmulatorFixture()
    {
        // Otherwise the driver would load a client certificate from there in the sessions that these tests open themselves.
        Environment.SetEnvironmentVariable("PGSSLCERT", null);
        SampleCustomers.Create(Backend, generated: 500);
        Redshift = new RedshiftServer(Backend);
    }

    /// <summary>The PostgreSQL server behind the emulator.</summary>
    public PostgresServer Backend { get; } = new();

    /// <summary>The emulator.</summary>
    public RedshiftServer Redshift { get; }

    /// <summary>A session that many tests share, for statements that do not change it.</summary>
    public NpgsqlConnection Shared
    {
        get
        {
            // The driver closes a connection after an internal error by itself.
            if (_shared is not { State: ConnectionState.Open })
            {
                _shared?.Dispose();
                _shared = Open();
            }

            return _shared;
        }
    }

    /// <summary>Opens a session with the settings that Redshift needs.</summary>
    public NpgsqlConnection Open(RedshiftServer? server = null, Action<NpgsqlConnectionStringBuilder>? change = null)
    {
        var builder = new NpgsqlConnectionStringBuilder(Backend.ConnectionString)
        {
            Port = (server ?? Redshift).Port,
            ServerCompatibilityMode = ServerCompatibilityMode.NoTypeLoading,
            IncludeErrorDetail = true,
            Timezone = "UTC",
            Timeout = 5,
        };
        change?.Invoke(builder);
        var connection = new NpgsqlConnection(builder.ConnectionString);
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _shared?.Dispose();
        Redshift.Dispose();
        Backend.Dispose();
    }
}

/// <summary>The tests that share one emulator.</summary>
[CollectionDefinition(Name)]
public sealed class SharedEmulator : ICollectionFixture<EmulatorFixture>
{
    /// <summary>The collection's name.</summary>
    public const string Name = "one emulator";
}
