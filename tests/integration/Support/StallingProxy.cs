using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace RedshiftSync.IntegrationTests;

/// <summary>
/// A way to a server that can go dead, as when a laptop sleeps or a VPN is gone: connections stay open, new ones are even accepted, and no byte
/// gets through in either direction.
/// </summary>
internal sealed class StallingProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<Socket> _sockets = [];
    private readonly ManualResetEventSlim _passes = new(initialState: true);
    private readonly int _server;

    /// <param name="server">The port that it leads to.</param>
    public StallingProxy(int server)
    {
        _server = server;
        _listener.Start();
        Start(Accept);
    }

    /// <summary>The port to connect to.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>From now on nothing gets through.</summary>
    public void Die() => _passes.Reset();

    /// <summary>All works again, and what was held comes late.</summary>
    public void Recover() => _passes.Set();

    public void Dispose()
    {
        _listener.Dispose();
        foreach (var socket in _sockets)
        {
            socket.Dispose();
        }

        _passes.Set();
    }

    private static void Start(Action action) => new Thread(() => Quietly(action)) { IsBackground = true, Name = "lame network" }.Start();

    private static void Quietly(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // One end has gone.
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
        _passes.Wait();
        var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
        _sockets.Add(server);
        server.Connect(IPAddress.Loopback, _server);
        Start(() => Pass(server, client));
        Pass(client, server);
    }

    private void Pass(Socket from, Socket to)
    {
        var buffer = new byte[8192];
        for (int length; (length = from.Receive(buffer)) > 0;)
        {
            _passes.Wait();
            to.Send(buffer.AsSpan(0, length));
        }

        from.Dispose();
        to.Dispose();
    }
}
