using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RedshiftSync.IntegrationTests;

/// <summary>How a commit fails.</summary>
internal enum CommitFault
{
    None,

    /// <summary>The connection is cut before the server receives it.</summary>
    LostBefore,

    /// <summary>The server commits; its answer is dropped and the connection cut.</summary>
    LostAfter,
}

/// <summary>A proxy to a PostgreSQL server, without TLS, that cuts connections around their commits.</summary>
internal sealed class LostCommitProxy : IDisposable
{
    private static readonly byte[] Commit = Encoding.ASCII.GetBytes("COMMIT\0");

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<Socket> _sockets = [];
    private readonly int _server;
    private readonly Func<CommitFault> _next;

    /// <param name="server">The port of the server.</param>
    /// <param name="next">Decides how the next commit fails; called on any thread, one at a time.</param>
    public LostCommitProxy(int server, Func<CommitFault> next)
    {
        _server = server;
        _next = next;
        _listener.Start();
        Start(Accept);
    }

    /// <summary>The port to connect to.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Dispose()
    {
        _listener.Dispose();
        foreach (var socket in _sockets)
        {
            socket.Dispose();
        }
    }

    private static void Start(Action action) => new Thread(() =>
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException)
        {
            // One side has disconnected.
        }
    })
    { IsBackground = true, Name = nameof(LostCommitProxy) }.Start();

    private static bool Is(byte[] message, char type) => message[0] == type && message.AsSpan(5).SequenceEqual(Commit);

    // A message is a type, a length that includes itself, and the rest; the first of a client's has no type.
    private static byte[] Read(NetworkStream stream, bool hasType)
    {
        var start = hasType ? 1 : 0;
        var header = new byte[start + 4];
        stream.ReadExactly(header);
        var message = new byte[start + BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(start))];
        header.CopyTo(message, 0);
        stream.ReadExactly(message.AsSpan(header.Length));
        return message;
    }

    private void Accept()
    {
        while (true)
        {
            var client = _listener.AcceptSocket();
            _sockets.Add(client);
            Start(() => Serve(client));
        }
    }

    private void Serve(Socket client)
    {
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
        _sockets.Add(server);
        server.Connect(IPAddress.Loopback, _server);
        client.NoDelay = server.NoDelay = true;
        using var fromClient = new NetworkStream(client);
        using var fromServer = new NetworkStream(server);

        // Set before the commit is sent on, and read when the answer to it comes.
        var fault = CommitFault.None;
        Start(
            () => Pass(
                fromServer,
                fromClient,
                hasType: true,
                message => !(Is(message, 'C') && fault == CommitFault.LostAfter),
                client,
                server));
        Pass(
            fromClient,
            fromServer,
            hasType: false,
            message =>
            {
                if (Is(message, 'Q'))
                {
                    lock (_next)
                    {
                        fault = _next();
                    }
                }

                return fault != CommitFault.LostBefore;
            },
            client,
            server);
    }

    private static void Pass(NetworkStream from, NetworkStream to, bool hasType, Func<byte[], bool> lets, Socket client, Socket server)
    {
        try
        {
            for (var message = Read(from, hasType); lets(message); message = Read(from, hasType: true))
            {
                to.Write(message);
            }
        }
        finally
        {
            client.Dispose();
            server.Dispose();
        }
    }
}
