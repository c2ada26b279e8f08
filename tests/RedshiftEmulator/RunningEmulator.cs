using RedshiftSync.TestSupport;

namespace RedshiftSync.RedshiftEmulator;

/// <summary>An emulator in front of a server, with its certificate authority and the arguments to connect to it.</summary>
public sealed class RunningEmulator : IDisposable
{
    private readonly string _folder;

    /// <summary>Starts the emulator.</summary>
    public RunningEmulator(PostgresServer backend, EmulatorArguments arguments)
    {
        ArgumentNullException.ThrowIfNull(backend);
        ArgumentNullException.ThrowIfNull(arguments);
        _folder = Directory.CreateTempSubdirectory("redshift-emulator-").FullName;
        try
        {
            var authority = new TestAuthority(_folder);
            Server = new RedshiftServer(backend, new RedshiftOptions
            {
                Logins = [new RedshiftLogin(PostgresServer.User, backend.Password, arguments.Login)],
                Tls = arguments.Tls,
                Authority = authority,
                Certificate = arguments.Certificate,
                Port = arguments.Port,
            })
            {
                Faults = arguments.Faults,
                Quirks = arguments.Quirks,
            };
            RootCertificatePath = arguments.Tls == TlsOffer.None ? null : authority.RootCertificatePath;
        }
        catch
        {
            Directory.Delete(_folder, recursive: true);
            throw;
        }
    }

    /// <summary>The server.</summary>
    public RedshiftServer Server { get; }

    /// <summary>The certificate to trust, or null without TLS.</summary>
    public string? RootCertificatePath { get; }

    /// <summary>The strictest mode that works: VerifyFull or Disable.</summary>
    public string SslMode => RootCertificatePath is null ? "Disable" : "VerifyFull";

    /// <summary>The arguments of Connect-Redshift after the address and the credential.</summary>
    public string SecurityArguments => RootCertificatePath is null ? "-SslMode Disable" : $"-RootCertificate '{RootCertificatePath}'";

    /// <summary>Ends the server and removes the certificate.</summary>
    public void Dispose()
    {
        Server.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
