using System.Security.Cryptography;
using System.Text;

namespace RedshiftSync.RedshiftEmulator.Wire;

/// <summary>A client's answer to a request for an md5 password.</summary>
internal static class Md5Password
{
    public static string Answer(string user, string password, ReadOnlySpan<byte> salt)
    {
        var stored = Hash(Encoding.UTF8.GetBytes(password + user));
        return "md5" + Hash([.. Encoding.ASCII.GetBytes(stored), .. salt]);
    }

#pragma warning disable CA5351 // Required by the protocol, and used by Redshift.
    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(MD5.HashData(bytes));
#pragma warning restore CA5351
}
