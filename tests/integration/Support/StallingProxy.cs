using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace RedshiftSync.IntegrationTests;

/// <summary>
/// A proxy that can fall silent, as when a laptop sleeps or a VPN is lost: connections stay open, new ones are even accepted, and no
/// byte gets through in either direction.
/// </summary>
internal sealed class StallingProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<Socket> _sockets = [];
    private readonly ConcurrentBag<Conversation> _conversations = [];
    private readonly ManualResetEventSlim _passes = new(initialState: true);
    private readonly ManualResetEventSlim _silent = new();
    private readonly Lock _counting = new();
    private readonly int _server;
    private SilencePoint _point;
    private int _turns;
    private long _bytes;

    /// <param name="server">The port of the server.</param>
    /// <param name="point">When to fall silent by itself.</param>
    public StallingProxy(int server, SilencePoint point = default)
    {
        _server = server;
        _point = point;

        // Small, so that a client that sends much blocks soon.
        _listener.Server.ReceiveBufferSize = 8192;
        _listener.Start();
        Start(Accept);
    }

    /// <summary>The port to connect to.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Whether only the connection that reaches the point falls silent.</summary>
    public bool StaysOpenForOthers { get; init; }

    /// <summary>How long a new connection waits before anything gets through it.</summary>
    public TimeSpan DelayOfNewConnections { get; set; }

    /// <summary>
    /// How many turns the clients have taken so far: a client's turn begins when it sends something after the server has answered.
    /// </summary>
    public int Turns => Volatile.Read(ref _turns);

    /// <summary>Restarts counting, and falls silent at a point.</summary>
    public void StallAt(SilencePoint point)
    {
        lock (_counting)
        {
            (_point, _turns, _bytes) = (point, 0, 0);
        }
    }

    /// <summary>Waits until the proxy has fallen silent.</summary>
    /// <returns>False after the limit.</returns>
    public bool WaitForSilence(TimeSpan limit) => _silent.Wait(limit);

    /// <summary>Falls silent now.</summary>
    public void Stall()
    {
        _passes.Reset();
        _silent.Set();
    }

    /// <summary>Resumes, and delivers what was held back.</summary>
    public void Recover() => _passes.Set();

    public void Dispose()
    {
        _listener.Dispose();
        foreach (var socket in _sockets)
        {
            socket.Dispose();
        }

        _passes.Set();
        foreach (var conversation in _conversations)
        {
            conversation.Passes.Set();
        }
    }

    private static void Start(Action action) => new Thread(() => Quietly(action)) { IsBackground = true, Name = "stalling proxy" }.Start();

    private static void Quietly(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is SocketException or InvalidOperationException)
        {
            // One side has disconnected, or the test is over.
        }
    }

    private void Accept()
    {
        while (true)
        {
            var client = _listener.AcceptSocket();
            _sockets.Add(client);
            Start(() => Connect(client));
        }
    }

    private void Connect(Socket client)
    {
        Thread.Sleep(DelayOfNewConnections);
        _passes.Wait();
        var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.NoDelay = true;
        _sockets.Add(server);
        server.Connect(IPAddress.Loopback, _server);
        var conversation = new Conversation();
        _conversations.Add(conversation);
        Start(() => Pass(conversation, server, client, length => CountAnswer(conversation, length)));
        Pass(conversation, client, server, length => CountTurn(conversation, length));
    }

    private void Pass(Conversation conversation, Socket from, Socket to, Action<int> count)
    {
        var buffer = new byte[8192];
        for (int length; (length = from.Receive(buffer)) > 0;)
        {
            count(length);
            _passes.Wait();
            conversation.Passes.Wait();
            to.Send(buffer.AsSpan(0, length));
        }

        from.Dispose();
        to.Dispose();
    }

    private void CountTurn(Conversation conversation, int length)
    {
        lock (_counting)
        {
            _bytes += length;
            if (conversation.ServerSpokeLast)
            {
                conversation.ServerSpokeLast = false;
                _turns++;
            }

            if ((_point.Turn == _turns && !_point.IsAnswered) || (_point.SentBytes > 0 && _bytes >= _point.SentBytes))
            {
                Stall(conversation);
            }
        }
    }

    private void CountAnswer(Conversation conversation, int length)
    {
        lock (_counting)
        {
            conversation.ServerSpokeLast = true;
            conversation.Received += length;
            if ((_point.Turn == _turns && _turns > 0 && _point.IsAnswered)
                || (_point.ReceivedBytes > 0 && conversation.Received >= _point.ReceivedBytes))
            {
                Stall(conversation);
            }
        }
    }

    private void Stall(Conversation conversation)
    {
        if (StaysOpenForOthers)
        {
            conversation.Passes.Reset();
            _point = default;
            _silent.Set();
        }
        else
        {
            Stall();
        }
    }

    private sealed class Conversation
    {
        public ManualResetEventSlim Passes { get; } = new(initialState: true);

        public bool ServerSpokeLast { get; set; } = true;

        public long Received { get; set; }
    }
}

/// <summary>When a <see cref="StallingProxy"/> falls silent by itself; the default is never.</summary>
/// <param name="Turn">The client's turn at which the proxy falls silent, from 1.</param>
/// <param name="IsAnswered">Whether the client's request in that turn still arrives and only the answer is lost.</param>
/// <param name="SentBytes">The number of bytes from all clients after which it falls silent; 0 for no such limit.</param>
/// <param name="ReceivedBytes">The number of bytes to one client after which it falls silent; 0 for no such limit.</param>
internal readonly record struct SilencePoint(int Turn, bool IsAnswered = false, long SentBytes = 0, long ReceivedBytes = 0);
