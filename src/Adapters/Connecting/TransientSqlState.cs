using Npgsql;

namespace RedshiftSync.Adapters.Connecting;

/// <summary>Which SQLSTATE codes may pass, on either side.</summary>
internal static class TransientSqlState
{
    private const string DatabaseDropped = "57P04";

    /// <summary>The connection is lost, or cannot be had for now: class 08, and a server that is shut down, has crashed or is starting (57P).</summary>
    public static bool IsConnectionLoss(string sqlState) => sqlState is ['0', '8', ..] or ['5', '7', 'P', ..] && sqlState != DatabaseDropped;

    /// <summary>The server is out of resources: connections, memory, disk (class 53).</summary>
    public static bool IsOutOfResources(string sqlState) => sqlState is ['5', '3', ..];

    /// <summary>Other transactions were in the way: a serialization failure, a deadlock (class 40), a lock that could not be had.</summary>
    public static bool IsConflict(string sqlState) => sqlState is ['4', '0', ..] or PostgresErrorCodes.LockNotAvailable;
}
