using Npgsql;

namespace RedshiftSync.Adapters.Connecting;

/// <summary>Recognizes the SQLSTATE codes of transient errors, at the source and at the destination.</summary>
internal static class TransientSqlState
{
    private const string DatabaseDropped = "57P04";

    /// <summary>
    /// Whether the connection is lost or not possible now: class 08, and a server that is shut down, has crashed or is starting (57P).
    /// </summary>
    public static bool IsConnectionLoss(string sqlState) =>
        sqlState is ['0', '8', ..] or ['5', '7', 'P', ..] && sqlState != DatabaseDropped;

    /// <summary>Whether the server is out of resources: connections, memory, disk (class 53).</summary>
    public static bool IsOutOfResources(string sqlState) => sqlState is ['5', '3', ..];

    /// <summary>
    /// Whether a concurrent transaction caused the error: a serialization failure, a deadlock (class 40), a lock that was not granted.
    /// </summary>
    public static bool IsConflict(string sqlState) => sqlState is ['4', '0', ..] or PostgresErrorCodes.LockNotAvailable;
}
