using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace RedshiftSync.RedshiftEmulator;

/// <summary>A certificate authority for tests: its keys are in memory only, its certificate is in a file that a client can trust.</summary>
public sealed class TestAuthority
{
    private const string Name = "CN=RedshiftSync test authority";
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private static readonly DateTimeOffset Founded = DateTimeOffset.UtcNow.AddDays(-60);

    private readonly X509Certificate2 _certificate = Found();

    /// <summary>Creates an authority with its certificate in a PEM file in this folder.</summary>
    public TestAuthority(string folder)
    {
        RootCertificatePath = Path.Combine(folder, "test-authority.pem");
        File.WriteAllText(RootCertificatePath, _certificate.ExportCertificatePem());
    }

    /// <summary>The file with the authority's certificate.</summary>
    public string RootCertificatePath { get; }

    /// <summary>Issues a certificate with its key in PEM form.</summary>
    public (string Certificate, string Key) IssuePem(ServerCertificate kind)
    {
        using var issued = Issue(kind, X509KeyStorageFlags.Exportable);
        using var key = issued.GetECDsaPrivateKey()!;
        return (issued.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    internal X509Certificate2 Issue(ServerCertificate kind, X509KeyStorageFlags flags = X509KeyStorageFlags.DefaultKeySet)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var hosts = new SubjectAlternativeNameBuilder();
        if (kind == ServerCertificate.WrongHost)
        {
            hosts.AddDnsName("elsewhere.example.com");
        }
        else
        {
            hosts.AddDnsName("localhost");
            hosts.AddIpAddress(IPAddress.Loopback);
        }

        var request = new CertificateRequest("CN=RedshiftSync test server", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(hosts.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], false));

        using var other = kind == ServerCertificate.UntrustedAuthority ? Found() : null;
        var until = kind == ServerCertificate.Expired ? DateTimeOffset.UtcNow.AddDays(-1) : DateTimeOffset.UtcNow.AddDays(1);
        using var signed = request.Create(other ?? _certificate, Founded, until, RandomNumberGenerator.GetBytes(16));
        using var withKey = signed.CopyWithPrivateKey(key);

        // On Windows, a TLS server needs keys from a file, not from memory.
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null, flags);
    }

    private static X509Certificate2 Found()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(Name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        return request.CreateSelfSigned(Founded, DateTimeOffset.UtcNow.AddDays(60));
    }
}
