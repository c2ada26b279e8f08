using System.Globalization;
using System.Net.Sockets;

namespace RedshiftSync.TestSupport;

/// <summary>
/// A temporary PgBouncer on 127.0.0.1 in front of a PostgreSQL server, in transaction mode, otherwise with its defaults. Its clients share
/// few server sessions, one transaction at a time. It ends when disposed or when this process ends.
/// </summary>
public sealed class PgBouncerServer : IDisposable
{
    private const string HowToInstall =
        "No pgbouncer was found. Install it ('apt-get install pgbouncer' on Debian and Ubuntu), or run './build.sh test', which does.";

    private static readonly string[] Folders = ["/usr/sbin", "/usr/bin", "/usr/local/bin", "/usr/local/sbin", "/opt/homebrew/bin"];

    private readonly string _folder = TemporaryServer.NewFolder();
    private readonly OrphanCleanup? _cleanup;

    /// <summary>Starts PgBouncer; returns when it accepts connections.</summary>
    /// <param name="server">The server to pool.</param>
    /// <param name="sessions">How many server sessions it opens per user and database.</param>
    public PgBouncerServer(PostgresServer server, int sessions = 2)
    {
        ArgumentNullException.ThrowIfNull(server);
        var program = Folders.Select(f => Path.Combine(f, "pgbouncer")).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException(HowToInstall);
        Port = TemporaryServer.FreePort();
        Directory.CreateDirectory(_folder);
        File.WriteAllText(Path.Combine(_folder, "users"), $"\"{PostgresServer.User}\" \"{server.Password}\"\n");
        File.WriteAllText(Path.Combine(_folder, "pgbouncer.ini"), string.Create(CultureInfo.InvariantCulture, $"""
            [databases]
            * = host={PostgresServer.Host} port={server.Port}
            [pgbouncer]
            listen_addr = {PostgresServer.Host}
            listen_port = {Port}
            unix_socket_dir =
            auth_type = scram-sha-256
            auth_file = {_folder}/users
            pool_mode = transaction
            default_pool_size = {sessions}
            logfile = {_folder}/log
            pidfile = {_folder}/pid
            """));
        UnprivilegedUser.ChangeOwner(_folder);
        _cleanup = OrphanCleanup.Start(_folder, StopCommand);
        UnprivilegedUser.RunAndCheck([.. UnprivilegedUser.Prefix, program, "-q", "-d", Path.Combine(_folder, "pgbouncer.ini")], _folder);
        WaitUntilItListens();
    }

    /// <summary>The port it listens on.</summary>
    public int Port { get; }

    private string[] StopCommand => ["sh", "-c", $"kill $(cat {_folder}/pid)"];

    /// <inheritdoc/>
    public void Dispose()
    {
        if (File.Exists(Path.Combine(_folder, "pid")))
        {
            UnprivilegedUser.RunAndCheck(StopCommand, "/");
        }

        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }

        _cleanup?.Dispose();
    }

    private void WaitUntilItListens()
    {
        for (var deadline = DateTime.UtcNow.AddSeconds(30); ; Thread.Sleep(20))
        {
            try
            {
                using var client = new TcpClient(PostgresServer.Host, Port);
                return;
            }
            catch (SocketException) when (DateTime.UtcNow < deadline)
            {
                // Not ready yet.
            }
        }
    }
}
