using System.Buffers.Binary;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using RedshiftSync.RedshiftEmulator.Faults;
using RedshiftSync.RedshiftEmulator.Sql;
using RedshiftSync.RedshiftEmulator.Wire;

namespace RedshiftSync.RedshiftEmulator.Sessions;

/// <summary>The start of a connection: TLS, the start-up packet, the login. Also handles cancel requests.</summary>
internal sealed class ClientHandshake(RedshiftServer server, Socket socket)
{
    private const int Protocol = 196608;
    private const int CancelRequest = 80877102;
    private const int TlsRequest = 80877103;
    private const int GssRequest = 80877104;
    private const int LongestStartup = 10_000;

    private readonly MessageWriter _output = new();
    private MessageReader? _reader;

    public Stream Stream { get; private set; } = new NetworkStream(socket, ownsSocket: false);

    /// <summary>Reads what the client sends after the start-up packet.</summary>
    public MessageReader Reader => _reader ??= new MessageReader(Stream);

    private bool IsEncrypted => Stream is SslStream;

    /// <summary>The start-up packet, or null after a cancel request or if the client was rejected.</summary>
    public Startup? Negotiate()
    {
        while (true)
        {
            var packet = ReadPacket();
            var body = new BodyReader(packet);
            var code = body.Int32();
            switch (code)
            {
                case TlsRequest when server.Certificate is not null && !IsEncrypted:
                    Stream.Write("S"u8);
                    Encrypt();
                    break;
                case TlsRequest or GssRequest:
                    Stream.Write("N"u8);
                    break;
                case CancelRequest:
                    server.Cancel(body.Int32(), body.Int32());
                    return null;
                case Protocol:
                    return Accept(Startup.Parse(body));
                default:
                    Reject(new Refusal(
                        SqlState.FeatureNotSupported,
                        $"unsupported frontend protocol {code >> 16}.{code & 0xffff}: server supports 1.0 to 3.0"));
                    return null;
            }
        }
    }

    /// <summary>Ends a connection with an error. Waits for the client to disconnect first, so that it can read the error.</summary>
    public void Reject(Refusal refusal) => Reject(ErrorTranslation.Of(refusal, isFatal: true));

    /// <inheritdoc cref="Reject(Refusal)"/>
    public void Reject(ErrorFields error)
    {
        error.Write(_output, 'E');
        _output.SendTo(Stream);
        socket.Shutdown(SocketShutdown.Send);
        socket.ReceiveTimeout = 2000;
        var rest = new byte[1024];
        while (Stream.Read(rest) > 0)
        {
        }
    }

    private byte[] ReadPacket()
    {
        Span<byte> length = stackalloc byte[4];
        Stream.ReadExactly(length);
        var packet = new byte[Math.Clamp(BinaryPrimitives.ReadInt32BigEndian(length), 8, LongestStartup) - 4];
        Stream.ReadExactly(packet);
        return packet;
    }

    private void Encrypt()
    {
        var encrypted = new SslStream(Stream);
        Stream = encrypted;
        encrypted.AuthenticateAsServer(new SslServerAuthenticationOptions
        {
            ServerCertificateContext = server.Certificate,
        });
    }

    private Startup? Accept(Startup startup)
    {
        server.CountLogin();
        if (FindFault(startup) is { } problem)
        {
            Reject(problem);
            return null;
        }

        if (!LogIn(startup))
        {
            Reject(new Refusal(SqlState.InvalidAuthorization, $"password authentication failed for user \"{startup.User}\""));
            return null;
        }

        if (server.Options.Strict && startup.Check() is { } refusal)
        {
            Reject(refusal);
            return null;
        }

        _output.Begin('R').Int32(0).End();
        _output.SendTo(Stream);
        return startup;
    }

    private Refusal? FindFault(Startup startup)
    {
        if (server.Options.Tls == TlsOffer.Required && !IsEncrypted)
        {
            var client = ((IPEndPoint)socket.RemoteEndPoint!).Address;
            return new Refusal(
                SqlState.InvalidAuthorization,
                $"no pg_hba.conf entry for host \"::ffff:{client}\", user \"{startup.User}\", database \"{startup.Database}\", SSL off");
        }

        var plan = server.Faults;
        while (plan.Current is { Kind: FaultKind.SlowStart or FaultKind.TooManyConnections } fault)
        {
            if (plan.TryFire(fault))
            {
                return fault.Kind == FaultKind.SlowStart
                    ? new Refusal(SqlState.CannotConnectNow, "the database system is starting up")
                    : new Refusal(SqlState.TooManyConnections, "connection limit \"500\" exceeded for non-bootstrap users");
            }

            // The fault has expired: the next one may be of this kind too.
        }

        return null;
    }

    private bool LogIn(Startup startup)
    {
        var login = server.Logins.FirstOrDefault(login => login.User == startup.User);
        var salt = RandomNumberGenerator.GetBytes(4);
        switch (login?.Kind)
        {
            case LoginKind.Sha256:
                // The digest (0 is SHA-256), a salt and a nonce, each with its length.
                _output.Begin('R').Int32(13).Int32(0).Int32(16).Bytes(RandomNumberGenerator.GetBytes(16))
                    .Int32(16).Bytes(RandomNumberGenerator.GetBytes(16)).End();
                break;
            case LoginKind.IdentityProvider:
                _output.Begin('R').Int32(14).End();
                break;
            default:
                // An unknown user is asked too, so that clients cannot find out which users exist.
                _output.Begin('R').Int32(5).Bytes(salt).End();
                break;
        }

        _output.SendTo(Stream);
        var answer = Reader.Next();
        if (answer.Type == 'p' && !IsEncrypted)
        {
            server.CountPlainPassword();
        }

        return answer.Type == 'p'
            && login is { Kind: LoginKind.Md5 }
            && answer.Read().Text() == Md5Password.Answer(login.User, login.Password, salt);
    }
}
