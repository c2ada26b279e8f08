using System.Net;
using System.Net.Sockets;

namespace RedshiftSync.IntegrationTests;

/// <summary>A listener in place of a server: answers each connection with the same bytes, and records everything it receives.</summary>
internal sealed class RawServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly byte[] _answer;
    private readonly bool _closes;
    private readonly List<Socket> _sockets = [];
    private readonly List<byte> _received = [];

    /// <param name="answer">The answer to the first bytes.</param>
    /// <param name="closes">Whether it disconnects then; otherwise it stays silent.</param>
    public RawServer(byte[] answer, bool closes)
    {
        _answer = answer;
        _closes = closes;
        _listener.Start();
        new Thread(Run) { IsBackground = true, Name = "raw server" }.Start();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>All received bytes, of all connections.</summary>
    public byte[] Received
    {
        get
        {
            lock (_received)
            {
                return [.. _received];
            }
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        lock (_received)
        {
            _sockets.ForEach(s => s.Dispose());
        }
    }

    private void Run()
    {
        try
        {
            while (true)
            {
                var socket = _listener.AcceptSocket();
                lock (_received)
                {
                    _sockets.Add(socket);
                }

                new Thread(() => Serve(socket)) { IsBackground = true, Name = "raw server" }.Start();
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private void Serve(Socket socket)
    {
        try
        {
            var buffer = new byte[8192];
            var asked = false;
            for (int length; (length = socket.Receive(buffer)) > 0; asked = true)
            {
                lock (_received)
                {
                    _received.AddRange(buffer.AsSpan(0, length));
                }

                if (!asked)
                {
                    socket.Send(_answer);
                    if (_closes)
                    {
                        socket.Shutdown(SocketShutdown.Send);
                    }
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The client has disconnected, or the test is over.
        }
    }
}
