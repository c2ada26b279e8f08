using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace RedshiftSync.TestSupport;

/// <summary>What every temporary server needs.</summary>
internal static class TemporaryServer
{
    /// <summary>The path of a new folder, which is not created.</summary>
    public static string NewFolder() =>
        Path.Combine(UnprivilegedUser.TemporaryRoot, "redshiftsync-" + RandomNumberGenerator.GetHexString(8, lowercase: true));

    /// <summary>A port that nothing listens on at the moment.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
