using System.Security.Cryptography;
using System.Text;

namespace RedshiftSync.RedshiftEmulator.Wire;

/// <summary>What a client answers to a request for an md5 password.</summary>
internal static class Md5Password
{
    public static string Answer(string user, string password, ReadOnlySpan<byte> salt)
    {
        var stored = Hash(Encoding.UTF8.GetBytes(password + user));
        return "md5" + Hash([.. Encoding.ASCII.GetBytes(stored), .. salt]);
    }

#pragma warning disable CA5351 // The protocol's own, and what Redshift speaks.
    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(MD5.HashData(bytes));
#pragma warning restore CA5351
}
