using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace RedshiftSync.RedshiftEmulator.Backend;

/// <summary>The client's side of SCRAM-SHA-256 (RFC 5802), for logging in to the PostgreSQL backend.</summary>
internal sealed class ScramClient(string password)
{
    /// <summary>The mechanism's name.</summary>
    public const string Mechanism = "SCRAM-SHA-256";

    // No channel binding; the server takes the user from the start-up packet, so the name stays empty.
    private const string Header = "n,,";

    private readonly string _nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(18));

    public string First => Header + Bare;

    private string Bare => $"n=,r={_nonce}";

    /// <summary>The answer to the server's challenge.</summary>
    public string Final(string challenge)
    {
        var parts = challenge.Split(',').ToDictionary(part => part[0], part => part[2..]);
        var iterations = int.Parse(parts['i'], CultureInfo.InvariantCulture);
        var salted = Rfc2898DeriveBytes.Pbkdf2(password, Convert.FromBase64String(parts['s']), iterations, HashAlgorithmName.SHA256, 32);
        var withoutProof = $"c={Convert.ToBase64String(Encoding.ASCII.GetBytes(Header))},r={parts['r']}";

        var clientKey = HMACSHA256.HashData(salted, "Client Key"u8);
        var signature = HMACSHA256.HashData(SHA256.HashData(clientKey), Encoding.UTF8.GetBytes($"{Bare},{challenge},{withoutProof}"));
        var proof = clientKey.Zip(signature, (a, b) => (byte)(a ^ b)).ToArray();
        return $"{withoutProof},p={Convert.ToBase64String(proof)}";
    }
}
