using System.Security.Cryptography;
using Npgsql;

namespace RedshiftSync.TestSupport;

/// <summary>
/// A temporary PostgreSQL server on 127.0.0.1, used in place of Redshift. It has its own data folder and port, requires
/// passwords, offers TLS only with a certificate, and is removed when disposed or when this process ends.
/// </summary>
public sealed class PostgresServer : IDisposable, IAsyncDisposable
{
    /// <summary>The superuser.</summary>
    public const string SuperUser = "postgres";

    /// <summary>The user for clients, who may read <c>testers.customers</c>.</summary>
    public const string User = "tester";

    /// <summary>The address that the server listens on.</summary>
    public const string Host = "127.0.0.1";

    /// <summary>The database, named as Redshift's first one is.</summary>
    public const string Database = "dev";

    private readonly PostgresCluster _cluster;

    // The last session of Use, which the next one in the same database takes: opening one takes longer than most statements.
    private NpgsqlConnection? _idle;

    /// <summary>Starts a server with the default options.</summary>
    public PostgresServer() : this(new PostgresOptions())
    {
    }

    /// <summary>Starts a server; returns when it accepts connections.</summary>
    public PostgresServer(PostgresOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Binaries = PostgresBinaries.Find();
        _cluster = new PostgresCluster(options, Binaries);
        try
        {
            _cluster.Start(SuperUser, SuperUserPassword);
            CreateUserAndDatabase();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The programs of the server.</summary>
    public PostgresBinaries Binaries { get; }

    /// <summary>The port that the server listens on.</summary>
    public int Port => _cluster.Port;

    /// <summary>The password of <see cref="User"/>.</summary>
    public string Password { get; } = RandomNumberGenerator.GetHexString(20, lowercase: true);

    /// <summary>The password of <see cref="SuperUser"/>, which differs from the user's.</summary>
    public string SuperUserPassword { get; } = RandomNumberGenerator.GetHexString(20, lowercase: true);

    /// <summary>An Npgsql connection string for <see cref="User"/>.</summary>
    public string ConnectionString => ConnectionStringFor(User, Password, Database);

    /// <summary>An Npgsql connection string for <see cref="SuperUser"/>.</summary>
    public string SuperUserConnectionString => ConnectionStringFor(SuperUser, SuperUserPassword, Database);

    /// <summary>What the server has logged so far.</summary>
    public string Log => _cluster.Log;

    /// <summary>Runs SQL as the superuser; returns the number of rows touched.</summary>
    public int Execute(string sql)
    {
        return ExecuteIn(Database, sql);
    }

    /// <summary>Runs a query as the superuser; returns the first value, with null for NULL.</summary>
    public object? Scalar(string sql)
    {
        return Use(Database, connection =>
        {
            using var command = connection.LongCommand(sql);
            return command.ExecuteScalar() is { } value and not DBNull ? value : null;
        });
    }

    /// <summary>Runs an action in a session of the superuser with the default settings, whose end undoes its own.</summary>
    public T Use<T>(string database, Func<NpgsqlConnection, T> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        var connection = Interlocked.Exchange(ref _idle, null);
        if (connection is null || connection.Database != database || !Reset(connection))
        {
            connection?.Dispose();
            connection = Open(database);
        }

        try
        {
            return action(connection);
        }
        finally
        {
            if (!Reset(connection) || Interlocked.CompareExchange(ref _idle, connection, null) is not null)
            {
                connection.Dispose();
            }
        }
    }

    /// <summary>Counts the sessions whose application name matches.</summary>
    public long CountSessions(string applicationNameLike)
    {
        return (long)Scalar($"SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE {Literal(applicationNameLike)}")!;
    }

    /// <summary>Terminates every session whose application name matches, as a resize or a reboot does; returns how many.</summary>
    public long TerminateSessions(string applicationNameLike)
    {
        return (long)Scalar($"""
            SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
            WHERE application_name LIKE {Literal(applicationNameLike)} AND pid <> pg_backend_pid()
            """)!;
    }

    /// <summary>Stops the server at once and removes its folder.</summary>
    public void Dispose()
    {
        Interlocked.Exchange(ref _idle, null)?.Dispose();
        _cluster.Dispose();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    internal static string Literal(string text)
    {
        return "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'";
    }

    private void CreateUserAndDatabase()
    {
        ExecuteIn("postgres", $"CREATE DATABASE {Database}");
        Execute($"CREATE ROLE {User} LOGIN PASSWORD {Literal(Password)}");
    }

    private int ExecuteIn(string database, string sql)
    {
        return Use(database, connection =>
        {
            using var command = connection.LongCommand(sql);
            return command.ExecuteNonQuery();
        });
    }

    // Returns false if the session is lost, or in a transaction that was left open.
    private static bool Reset(NpgsqlConnection connection)
    {
        try
        {
            using var command = connection.LongCommand("DISCARD ALL");
            command.ExecuteNonQuery();
            return true;
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            return false;
        }
    }

    private NpgsqlConnection Open(string database)
    {
        var connection = new NpgsqlConnection(ConnectionStringFor(SuperUser, SuperUserPassword, database));
        connection.Open();
        return connection;
    }

    private string ConnectionStringFor(string user, string password, string database)
    {
        return new NpgsqlConnectionStringBuilder
        {
            Host = Host,
            Port = Port,
            Database = database,
            Username = user,
            Password = password,
            // Otherwise the driver takes them from the environment.
            ClientEncoding = "UTF8",
            Timezone = "UTC",
            ApplicationName = "tests",
            Options = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("PGOPTIONS")) ? null : "-c TimeZone=UTC",
            SslMode = SslMode.Disable,
            // A pooled session would be counted, and would keep a database from being dropped.
            Pooling = false,
        }.ConnectionString;
    }
}
