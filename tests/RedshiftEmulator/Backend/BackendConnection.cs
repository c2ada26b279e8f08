using System.Net.Sockets;
using System.Text;
using RedshiftSync.RedshiftEmulator.Wire;
using RedshiftSync.TestSupport;

namespace RedshiftSync.RedshiftEmulator.Backend;

/// <summary>A raw, authenticated connection to the PostgreSQL backend.</summary>
internal sealed class BackendConnection : IDisposable
{
    private const int Protocol = 196608;
    private const int CancelRequest = 80877102;

    private readonly TcpClient _client;

    private BackendConnection(TcpClient client)
    {
        _client = client;
        Stream = client.GetStream();
        Reader = new MessageReader(Stream);
    }

    public NetworkStream Stream { get; }

    /// <summary>After <see cref="Open"/>, the next message is the one after AuthenticationOk.</summary>
    public MessageReader Reader { get; }

    /// <exception cref="BackendRefusedException">The server refused the session, for example because of an unknown database.</exception>
    public static BackendConnection Open(PostgresServer server, IEnumerable<KeyValuePair<string, string>> parameters)
    {
        var backend = new BackendConnection(new TcpClient(PostgresServer.Host, server.Port) { NoDelay = true });
        try
        {
            var writer = new MessageWriter();
            writer.Begin('\0').Int32(Protocol).Text("user").Text(PostgresServer.User);
            foreach (var (name, value) in parameters)
            {
                writer.Text(name).Text(value);
            }

            writer.Byte(0).End();
            writer.SendTo(backend.Stream);
            backend.Authenticate(server.Password);
            return backend;
        }
        catch
        {
            backend.Dispose();
            throw;
        }
    }

    /// <summary>Asks the server to cancel the statement of a session. The signal has been sent when this returns.</summary>
    public static void Cancel(int port, int process, int secret)
    {
        try
        {
            using var client = new TcpClient(PostgresServer.Host, port);
            var writer = new MessageWriter();
            writer.Begin('\0').Int32(CancelRequest).Int32(process).Int32(secret).End();
            writer.SendTo(client.GetStream());
            _ = client.GetStream().ReadByte();
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            // The server has ended: nothing is running any more.
        }
    }

    public void Dispose() => _client.Dispose();

    private void Authenticate(string password)
    {
        var scram = new ScramClient(password);
        var writer = new MessageWriter();
        while (true)
        {
            var message = Reader.Next();
            if (message.Type == 'E')
            {
                throw new BackendRefusedException(ErrorFields.Parse(message));
            }

            var body = message.Read();
            switch (body.Int32())
            {
                case 0:
                    return;
                case 5:
                    writer.Begin('p').Text(Md5Password.Answer(PostgresServer.User, password, body.Rest())).End();
                    break;
                case 10:
                    var first = Encoding.UTF8.GetBytes(scram.First);
                    writer.Begin('p').Text(ScramClient.Mechanism).Int32(first.Length).Bytes(first).End();
                    break;
                case 11:
                    writer.Begin('p').Bytes(Encoding.UTF8.GetBytes(scram.Final(Encoding.UTF8.GetString(body.Rest())))).End();
                    break;
                case 12:
                    break;
                default:
                    throw new NotSupportedException("The PostgreSQL behind asks for a login that the emulator does not know.");
            }

            writer.SendTo(Stream);
        }
    }
}
