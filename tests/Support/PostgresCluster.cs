namespace RedshiftSync.TestSupport;

/// <summary>The data folder of a temporary PostgreSQL and the server that runs in it; both end with this object or this process.</summary>
internal sealed class PostgresCluster : IDisposable
{
    private const string CertificateFile = "server.crt";
    private const string KeyFile = "server.key";

    private readonly PostgresOptions _options;
    private readonly PostgresBinaries _binaries;
    private readonly string _folder;
    private readonly string _data;
    private OrphanCleanup? _cleanup;
    private bool _disposed;

    public PostgresCluster(PostgresOptions options, PostgresBinaries binaries)
    {
        _options = options;
        _binaries = binaries;
        _folder = TemporaryServer.NewFolder();
        _data = Path.Combine(_folder, "data");
        AppDomain.CurrentDomain.ProcessExit += OnProcessExit;
    }

    /// <summary>The port that the server listens on.</summary>
    public int Port { get; private set; }

    /// <summary>What the server has logged so far.</summary>
    public string Log => File.Exists(LogPath) ? ReadShared(LogPath) : "";

    private string LogPath => Path.Combine(_folder, "log");

    /// <summary>Creates the data folder and starts the server; returns when it accepts connections.</summary>
    public void Start(string superUser, string password)
    {
        Initialize(superUser, password);
        StartServer();
    }

    /// <inheritdoc/>
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

    private static string ReadShared(string path)
    {
        // On Windows the server holds the file open for writing.
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private void Initialize(string superUser, string password)
    {
        Directory.CreateDirectory(_data);
        var passwordFile = Path.Combine(_folder, "password");
        File.WriteAllText(passwordFile, password);
        UnprivilegedUser.ChangeOwner(_folder);
        _cleanup = OrphanCleanup.Start(_folder, StopCommand());

        UnprivilegedUser.RunAndCheck(
            [
                .. UnprivilegedUser.Prefix, _binaries.InitDb, "-D", _data, "-U", superUser, "--pwfile", passwordFile,
                "--auth", _options.PasswordEncryption, "--encoding", "UTF8", "--locale", "C", "--no-sync",
            ],
            _folder);
        File.Delete(passwordFile);
        WriteCertificate();
        File.WriteAllText(
            Path.Combine(_data, "pg_hba.conf"),
            $"host all all {PostgresServer.Host}/32 {_options.PasswordEncryption}\n");
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

    private void StartServer()
    {
        // Another process may take the port before the server binds it: then another one is tried.
        for (var attempt = 1; ; attempt++)
        {
            Port = TemporaryServer.FreePort();
            WriteSettings();
            try
            {
                UnprivilegedUser.RunAndCheck(
                    [.. UnprivilegedUser.Prefix, _binaries.PgCtl, "-D", _data, "-l", LogPath, "-w", "-t", "60", "start"],
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
            ["listen_addresses"] = PostgresServer.Host,
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
            settings.Select(setting => $"{setting.Key} = {PostgresServer.Literal(setting.Value)}"));
    }

    private string[] StopCommand()
    {
        return [.. UnprivilegedUser.Prefix, _binaries.PgCtl, "-D", _data, "-m", "immediate", "-w", "stop"];
    }

    private void OnProcessExit(object? sender, EventArgs e) => Dispose();
}
