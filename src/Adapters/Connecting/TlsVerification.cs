using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace RedshiftSync.Adapters.Connecting;

/// <summary>
/// Verifies the server's certificate, and records the negotiated TLS parameters. The driver's own verification neither says what is wrong
/// nor uses only the given settings: it also trusts authorities from PGSSLROOTCERT and from a file in the user's home.
/// </summary>
internal sealed class TlsVerification
{
    private readonly TlsMode _mode;
    private readonly X509Certificate2Collection? _authorities;

    /// <exception cref="System.Security.Cryptography.CryptographicException">The file contains no certificate.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public TlsVerification(TlsMode mode, string? rootCertificate)
    {
        _mode = mode;
        if (rootCertificate is not null && mode is TlsMode.VerifyFull or TlsMode.VerifyCA)
        {
            RegularFile.Check(rootCertificate!);
            _authorities = [];
            _authorities.ImportFromPemFile(rootCertificate!);
            if (_authorities.Count == 0)
            {
                throw new System.Security.Cryptography.CryptographicException("it holds no certificate in PEM form");
            }
        }
    }

    /// <summary>The negotiated parameters; null before the handshake, and without TLS.</summary>
    public TlsInfo? Negotiated { get; private set; }

    /// <summary>Why the certificate was refused; null if it was accepted.</summary>
    public string? Problem { get; private set; }

    public bool Verify(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null || chain is null)
        {
            Problem = "the server shows no certificate";
            return false;
        }

        var shown = certificate as X509Certificate2 ?? new X509Certificate2(certificate);
        Problem = _mode == TlsMode.Require ? null : FindProblem(shown, chain, errors);
        Negotiated = new TlsInfo(Name((sender as SslStream)?.SslProtocol), NameOf(shown), shown.NotAfter.ToUniversalTime());
        return Problem is null;
    }

    private string? FindProblem(X509Certificate2 shown, X509Chain chain, SslPolicyErrors errors)
    {
        if (_mode == TlsMode.VerifyFull && errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            return $"the server's certificate is for another host ({NameOf(shown)})";
        }

        if (_authorities is not null)
        {
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.AddRange(_authorities);
            chain.ChainPolicy.ExtraStore.AddRange(_authorities);
            return chain.Build(shown) ? null : Describe(shown, chain);
        }

        return errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable)
            ? Describe(shown, chain)
            : null;
    }

    private static string Describe(X509Certificate2 shown, X509Chain chain)
    {
        var now = DateTime.Now;
        return shown.NotAfter < now ? $"the server's certificate expired on {Date(shown.NotAfter)}"
            : shown.NotBefore > now ? $"the server's certificate is valid only from {Date(shown.NotBefore)}; is this machine's clock right?"
            : "the server's certificate does not come from an authority that is trusted here"
                + string.Concat(chain.ChainStatus.Take(1).Select(s => $" ({s.StatusInformation.Trim().TrimEnd('.')})"));
    }

    private static string Date(DateTime time) => FormattableString.Invariant($"{time.ToUniversalTime():yyyy-MM-dd}");

    private static string NameOf(X509Certificate2 certificate) => certificate.GetNameInfo(X509NameType.DnsName, forIssuer: false);

    private static string Name(SslProtocols? protocol) => protocol switch
    {
        SslProtocols.Tls13 => "TLS 1.3",
        SslProtocols.Tls12 => "TLS 1.2",
        { } other => other.ToString(),
        null => "TLS",
    };
}
