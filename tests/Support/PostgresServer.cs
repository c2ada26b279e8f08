using System.Net;
using System.Net.Sockets;
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

    private const string CertificateFile = "server.crt";
    private const string KeyFile = "server.key";

    private readonly PostgresOptions _options;
    private readonly string _folder;
    private readonly string _data;
    private OrphanCleanup? _cleanup;
    private bool _disposed;

    /// <summary>Starts a server with the default options.</summary>
    public PostgresServer() : this(new PostgresOptions())
    {
    }

    /// <summary>Starts a server; returns when it accepts connections.</summary>
    public PostgresServer(PostgresOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        Binaries = PostgresBinaries.Find();
        _folder = Path.Combine(UnprivilegedUser.TemporaryRoot, "redshiftsync-" + RandomNumberGenerator.GetHexString(8, lowercase: true));
        _data = Path.Combine(_folder, "data");
        AppDomain.CurrentDomain.ProcessExit += OnProcessExit;
        try
        {
            Initialize();
            Start();
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
    public int Port { get; private set; }

    /// <summary>The password of <see cref="User"/>.</summary>
    public string Password { get; } = RandomNumberGenerator.GetHexString(20, lowercase: true);

    /// <summary>The password of <see cref="SuperUser"/>, which differs from the user's.</summary>
    public string SuperUserPassword { get; } = RandomNumberGenerator.GetHexString(20, lowercase: true);

    /// <summary>An Npgsql connection string for <see cref="User"/>.</summary>
    public string ConnectionString => ConnectionStringFor(User, Password, Database);

    /// <summary>An Npgsql connection string for <see cref="SuperUser"/>.</summary>
    public string SuperUserConnectionString => ConnectionStringFor(SuperUser, SuperUserPassword, Database);

    /// <summary>What the server has logged so far.</summary>
    public string Log => File.Exists(LogPath) ? ReadShared(LogPath) : "";

    private string LogPath => Path.Combine(_folder, "log");

    /// <summary>Runs SQL as the superuser; returns the number of rows touched.</summary>
    public int Execute(string sql)
    {
        return ExecuteIn(Database, sql);
    }

    /// <summary>Runs a query as the superuser; returns the first value, with null for NULL.</summary>
    public object? Scalar(string sql)
    {
        using var connection = Open(Database);
        using var command = Command(connection, sql);
        return command.ExecuteScalar() is { } value and not DBNull ? value : null;
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
        lock (_options)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
        }

        AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;
        if (File.Exists(Path.Combine(_data, "postmaster.pid")))
        {
            UnprivilegedUser.RunAndCheck(StopCommand(), _folder);
        }

        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }

        _cleanup?.Dispose();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private static string Literal(string text)
    {
        return "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'";
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string ReadShared(string path)
    {
        // On Windows the server holds the file open for writing.
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // SQL written by tests.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.CommandTimeout = 600;
        return command;
    }

    private void Initialize()
    {
        Directory.CreateDirectory(_data);
        var passwordFile = Path.Combine(_folder, "password");
        File.WriteAllText(passwordFile, SuperUserPassword);
        UnprivilegedUser.ChangeOwner(_folder);
        _cleanup = OrphanCleanup.Start(_folder, StopCommand());

        UnprivilegedUser.RunAndCheck(
            [
                .. UnprivilegedUser.Prefix, Binaries.InitDb, "-D", _data, "-U", SuperUser, "--pwfile", passwordFile,
                "--auth", _options.PasswordEncryption, "--encoding", "UTF8", "--locale", "C", "--no-sync",
            ],
            _folder);
        File.Delete(passwordFile);
        WriteCertificate();
        File.WriteAllText(
            Path.Combine(_data, "pg_hba.conf"),
            $"host all all {Host}/32 {_options.PasswordEncryption}\n");
    }

    private void WriteCertificate()
    {
        if (_options.Certificate is not var (certificate, key))
        {
            return;
        }

        File.WriteAllText(Path.Combine(_data, CertificateFile), certificate);
        File.WriteAllText(Path.Combine(_data, KeyFile), key);
        if (!OperatingSystem.IsWindows())
        {
            // The server refuses a key that others could read.
            File.SetUnixFileMode(Path.Combine(_data, KeyFile), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        UnprivilegedUser.ChangeOwner(_data);
    }

    private void Start()
    {
        // Another process may take the port before the server binds it: then another one is tried.
        for (var attempt = 1; ; attempt++)
        {
            Port = FreePort();
            WriteSettings();
            try
            {
                UnprivilegedUser.RunAndCheck(
                    [.. UnprivilegedUser.Prefix, Binaries.PgCtl, "-D", _data, "-l", LogPath, "-w", "-t", "60", "start"],
                    _folder);
                return;
            }
            catch (InvalidOperationException) when (attempt < 5 && Log.Contains("could not bind", StringComparison.Ordinal))
            {
                File.Delete(LogPath);
            }
            catch (InvalidOperationException error)
            {
                throw new InvalidOperationException($"PostgreSQL did not start. {error.Message}{Environment.NewLine}{Log}", error);
            }
        }
    }

    private void WriteSettings()
    {
        var settings = new Dictionary<string, string>
        {
            ["listen_addresses"] = Host,
            ["port"] = $"{Port}",
            // No Unix sockets: their path has a short limit, and a client of Redshift uses TCP.
            ["unix_socket_directories"] = "",
            ["password_encryption"] = _options.PasswordEncryption,
            ["timezone"] = "UTC",
            ["log_timezone"] = "UTC",
            // The data is temporary and need not survive a crash.
            ["fsync"] = "off",
            ["synchronous_commit"] = "off",
            ["full_page_writes"] = "off",
            ["wal_level"] = "minimal",
            ["max_wal_senders"] = "0",
            ["max_wal_size"] = "4GB",
            ["autovacuum"] = "off",
            ["work_mem"] = "64MB",
            ["shared_buffers"] = "128MB",
        };
        if (_options.Certificate is not null)
        {
            settings["ssl"] = "on";
            settings["ssl_cert_file"] = CertificateFile;
            settings["ssl_key_file"] = KeyFile;
        }

        foreach (var (name, value) in _options.Settings)
        {
            settings[name] = value;
        }

        // Read after postgresql.conf, and overrides it.
        File.WriteAllLines(
            Path.Combine(_data, "postgresql.auto.conf"),
            settings.Select(setting => $"{setting.Key} = {Literal(setting.Value)}"));
    }

    private void CreateUserAndDatabase()
    {
        ExecuteIn("postgres", $"CREATE DATABASE {Database}");
        Execute($"CREATE ROLE {User} LOGIN PASSWORD {Literal(Password)}");
    }

    private int ExecuteIn(string database, string sql)
    {
        using var connection = Open(database);
        using var command = Command(connection, sql);
        return command.ExecuteNonQuery();
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

    private string[] StopCommand()
    {
        return [.. UnprivilegedUser.Prefix, Binaries.PgCtl, "-D", _data, "-m", "immediate", "-w", "stop"];
    }

    private void OnProcessExit(object? sender, EventArgs e)
    {
        Dispose();
    }
}
