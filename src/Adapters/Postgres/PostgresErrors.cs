using System.Net.Sockets;
using System.Security.Authentication;
using Npgsql;
using RedshiftSync.Adapters.Connecting;

namespace RedshiftSync.Adapters.Postgres;

/// <summary>Turns what the driver throws at a destination into what the user can act on.</summary>
internal static class PostgresErrors
{
    // The driver's own words for a server without TLS.
    private const string NoTlsOffered = "No SSL enabled connection";

    private const string WithCheckOptionViolation = "44000";

    /// <summary>What to throw instead; the exception itself when it does not come from the database.</summary>
    public static Exception Translate(Exception e, string destination, string? table, TlsVerification? verification, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
        {
            return new OperationCanceledException("The command was stopped.", e, cancellation);
        }

        return e switch
        {
            PostgresException answer => FromServer(answer, destination, table),
            NpgsqlException { InnerException: AuthenticationException } => DestinationErrors.Unavailable(destination, $"the connection is not secure: {verification?.Problem ?? e.InnerException!.Message}", e),
            _ when (e.InnerException ?? e) is SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } name =>
                DestinationErrors.HostUnknown(destination, e, isTransient: name.SocketErrorCode == SocketError.TryAgain),
            NpgsqlException when e.Message.Contains(NoTlsOffered, StringComparison.Ordinal) => DestinationErrors.Unavailable(destination, e.Message, e),

            // What the driver itself refuses, such as a login without a password, stays refused.
            NpgsqlException { InnerException: null } => DestinationErrors.Unavailable(destination, e.Message, e),
            NpgsqlException or IOException or SocketException or ObjectDisposedException or TimeoutException =>
                DestinationErrors.Unavailable(destination, e.InnerException?.Message ?? e.Message, e, isTransient: true),
            NotSupportedException or System.Security.Cryptography.CryptographicException or UnauthorizedAccessException => DestinationErrors.Unavailable(destination, e.Message, e),
            _ => e,
        };
    }

    private static SyncException FromServer(PostgresException answer, string destination, string? table) => answer.SqlState switch
    {
        // A value that its column does not take, a constraint, an index or a view that refuses the row, or a trigger that raises an error.
        ['2', '2', ..] or ['2', '3', ..] or WithCheckOptionViolation or PostgresErrorCodes.ProgramLimitExceeded or PostgresErrorCodes.RaiseException when table is not null => DestinationErrors.BatchRefused(destination, table, Refusal(answer), answer),
        PostgresErrorCodes.DatatypeMismatch or PostgresErrorCodes.UndefinedColumn when table is not null => DestinationErrors.SchemaMismatch(destination, table, answer.MessageText, answer),
        // Somebody has to make room: of the lacking resources, this one does not come back by itself.
        PostgresErrorCodes.DiskFull => DestinationErrors.Unavailable(destination, "its disk is full", answer),
        var code when TransientSqlState.IsConflict(code) => DestinationErrors.Conflict(destination, answer.MessageText, answer),
        var code when TransientSqlState.IsConnectionLoss(code) || code is ['5', '3', ..] =>
            DestinationErrors.Unavailable(destination, answer.MessageText, answer, isTransient: true),
        _ => DestinationErrors.Unavailable(destination, $"{answer.MessageText} (SQLSTATE {answer.SqlState})", answer),
    };

    // Most of the server's texts hold a value of the row and are not shown; those about a value that is too large name only its type.
    private static string Refusal(PostgresException answer)
    {
        var what = answer.ColumnName is { } column ? $"column {column}, "
            : answer.ConstraintName is { } constraint ? $"constraint {constraint}, "
            : answer.SqlState is PostgresErrorCodes.StringDataRightTruncation or PostgresErrorCodes.NumericValueOutOfRange ? $"{answer.MessageText}, "
            : "";
        return $"{what}SQLSTATE {answer.SqlState}";
    }
}
