using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using RedshiftSync.RedshiftEmulator.Backend;
using RedshiftSync.RedshiftEmulator.Faults;
using RedshiftSync.RedshiftEmulator.Sessions;
using RedshiftSync.TestSupport;

namespace RedshiftSync.RedshiftEmulator;

/// <summary>
/// A proxy in front of a temporary PostgreSQL on 127.0.0.1 that a client sees as Amazon Redshift: version, logins, catalog, unsupported SQL
/// with its error messages, and known defects. <see cref="Faults"/> makes it fail.
/// </summary>
public sealed class RedshiftServer : IDisposable
{
    private readonly ConcurrentDictionary<ClientSession, Thread> _sessions = new();
    private readonly Lock _gate = new();
    private volatile FaultPlan _faults = FaultPlan.None;
    private volatile RedshiftQuirks _quirks;
    private TcpListener? _listener;
    private bool _isOver;
    private int _connections;
    private int _plainPasswords;
    private int _cancelRequests;
    private int _query;

    /// <summary>Starts the server; returns when it accepts connections.</summary>
    public RedshiftServer(PostgresServer backend, RedshiftOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(backend);
        Backend = backend;
        Options = options ?? new RedshiftOptions();
        _quirks = Options.Quirks;
        Logins = Options.Logins ?? [new RedshiftLogin(PostgresServer.User, backend.Password)];
        if (Options.Tls != TlsOffer.None)
        {
            var authority = Options.Authority ?? throw new ArgumentException("TLS takes an authority.", nameof(options));

            // Offline: otherwise the rest of the chain would be searched for on the network.
            Certificate = SslStreamCertificateContext.Create(authority.Issue(Options.Certificate), null, offline: true);
        }

        Catalog.Install(backend);
        Listen(Options.Port);
        Port = ((IPEndPoint)_listener!.LocalEndpoint).Port;
    }

    /// <summary>The port on <see cref="PostgresServer.Host"/>.</summary>
    public int Port { get; }

    /// <summary>The faults to inject. Can be set at any time; a plan continues from where it is.</summary>
    public FaultPlan Faults
    {
        get => _faults;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            _faults = value;
            value.Arm(Entered);
        }
    }

    /// <summary>How it differs from other clusters. Can be set at any time; applies to the next result or statement.</summary>
    public RedshiftQuirks Quirks
    {
        get => _quirks;
        set => _quirks = value ?? throw new ArgumentNullException(nameof(value));
    }

    /// <summary>Every statement received so far, including refused ones.</summary>
    public IReadOnlyList<SentStatement> Statements => Log.Snapshot();

    /// <summary>The number of open sessions.</summary>
    public int Sessions => _sessions.Keys.Count(session => session.IsOpen);

    /// <summary>The number of attempted logins.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>The number of passwords, in any form, received without TLS.</summary>
    public int PasswordsInPlaintext => Volatile.Read(ref _plainPasswords);

    /// <summary>The number of cancel requests received.</summary>
    public int CancelRequests => Volatile.Read(ref _cancelRequests);

    internal PostgresServer Backend { get; }

    internal RedshiftOptions Options { get; }

    internal IReadOnlyList<RedshiftLogin> Logins { get; }

    internal SslStreamCertificateContext? Certificate { get; }

    internal StatementLog Log { get; } = new();

    /// <summary>Clears the list of statements.</summary>
    public void ClearStatements() => Log.Clear();

    /// <summary>Cuts every session by a reset, as when a cluster reboots; returns how many there were.</summary>
    public int CutSessions()
    {
        var open = _sessions.Keys.Where(session => session.IsOpen).ToArray();
        foreach (var session in open)
        {
            session.Cut(Cut.Reset);
        }

        return open.Length;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _isOver = true;
            _listener?.Dispose();
        }

        foreach (var (session, thread) in _sessions)
        {
            session.Cut(Cut.Reset);
            thread.Join(TimeSpan.FromSeconds(5));
        }
    }

    internal int NextQuery() => Interlocked.Increment(ref _query);

    internal void CountLogin() => Interlocked.Increment(ref _connections);

    internal void CountPlainPassword() => Interlocked.Increment(ref _plainPasswords);

    internal void Cancel(int process, int secret)
    {
        Interlocked.Increment(ref _cancelRequests);
        _sessions.Keys.FirstOrDefault(session => session.Process == process)?.Cancel(secret);
    }

    private void Listen(int port)
    {
        lock (_gate)
        {
            if (_isOver)
            {
                return;
            }

            var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            _listener = listener;
            new Thread(() => Accept(listener)) { IsBackground = true, Name = "Redshift emulator" }.Start();
        }
    }

    private void Accept(TcpListener listener)
    {
        try
        {
            while (true)
            {
                var socket = listener.AcceptSocket();
                socket.NoDelay = true;
                Begin(socket);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The listener was closed.
        }
    }

    // When the server is disposed, a session is either running or does not exist: none is about to start.
    private void Begin(Socket socket)
    {
        lock (_gate)
        {
            if (_isOver)
            {
                socket.Dispose();
                return;
            }

            var session = new ClientSession(this, socket);
            var thread = new Thread(() => Run(session)) { IsBackground = true, Name = "session" };
            _sessions[session] = thread;
            thread.Start();
        }
    }

    private void Run(ClientSession session)
    {
        session.Run();
        _sessions.TryRemove(session, out _);
    }

    private void Entered(Fault fault)
    {
        if (fault.Kind != FaultKind.RefuseConnections)
        {
            return;
        }

        lock (_gate)
        {
            _listener?.Dispose();
        }

        new Thread(() => ListenAgain(fault)) { IsBackground = true, Name = "Redshift emulator, refusing" }.Start();
    }

    private void ListenAgain(Fault fault)
    {
        Thread.Sleep(fault.Duration);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                Listen(Port);
                _faults.TryFire(fault);
                return;
            }
            catch (SocketException) when (attempt < 500)
            {
                // A connection opened meanwhile may use the port as its local port.
                Thread.Sleep(10);
            }
        }
    }
}
