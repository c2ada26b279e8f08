using System.Net;
using System.Net.Sockets;

namespace RedshiftSync.IntegrationTests;

/// <summary>A proxy between the module and a server that counts the bytes that the server sends.</summary>
internal sealed class CountingProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _target;
    private long _received;

    public CountingProxy(int targetPort)
    {
        _target = targetPort;
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>The port to connect to.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The number of bytes from the server since the last call.</summary>
    public long TakeReceived() => Interlocked.Exchange(ref _received, 0);

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The listener was closed.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        using (var server = new TcpClient())
        {
            await server.ConnectAsync(IPAddress.Loopback, _target);
            client.NoDelay = server.NoDelay = true;
            await Task.WhenAny(
                PumpAsync(client.GetStream(), server.GetStream(), count: false),
                PumpAsync(server.GetStream(), client.GetStream(), count: true));
        }
    }

    private async Task PumpAsync(NetworkStream from, NetworkStream to, bool count)
    {
        try
        {
            var buffer = new byte[81920];
            while (await from.ReadAsync(buffer) is var length and > 0)
            {
                Interlocked.Add(ref _received, count ? length : 0);
                await to.WriteAsync(buffer.AsMemory(0, length));
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // One side has disconnected.
        }
    }
}
