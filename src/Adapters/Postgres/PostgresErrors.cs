using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using Npgsql;
using RedshiftSync.Adapters.Connecting;

namespace RedshiftSync.Adapters.Postgres;

/// <summary>Translates exceptions of the driver at a destination into errors for the user.</summary>
internal static class PostgresErrors
{
    private const string WithCheckOptionViolation = "44000";

    // The server's function that checks policies. Its name does not depend on the server's language; missing permissions come from other
    // functions.
    private const string PolicyCheck = "ExecWithCheckOptions";

    /// <summary>Translates an exception of opening; returns the exception itself if it does not come from the database.</summary>
    public static Exception WhileOpening(Exception e, string destination, TlsVerification? verification, CancellationToken cancellation) =>
        e switch
        {
            _ when cancellation.IsCancellationRequested => Stopped(e, cancellation),
            PostgresException { SqlState: ['2', '8', ..] } answer => DestinationErrors.LoginFailed(destination, answer.MessageText, e),
            NpgsqlException { InnerException: AuthenticationException tls } =>
                DestinationErrors.NotSecure(destination, verification?.Problem ?? tls.Message, e),
            _ when DriverRefusal.IsNoTls(e) => DestinationErrors.NotSecure(destination, "the server does not offer TLS", e),
            _ when DriverRefusal.IsLogin(e) || DriverRefusal.IsUnknownMethod(e) => DestinationErrors.LoginFailed(destination, e.Message, e),

            // A missing root certificate is not transient.
            IOException when verification is null =>
                DestinationErrors.Unusable(destination, e.Message, "Correct sslrootcert in the address.", e),
            _ => Translate(e, destination, null, DestinationTask.Prepare, cancellation),
        };

    /// <summary>Translates an exception of a statement; returns the exception itself if it does not come from the database.</summary>
    public static Exception Translate(
        Exception e, string destination, string? table, DestinationTask task, CancellationToken cancellation) =>
        e switch
        {
            _ when cancellation.IsCancellationRequested => Stopped(e, cancellation),
            PostgresException answer => FromServer(answer, destination, table, task),
            _ when (e.InnerException ?? e) is SocketException
            {
                SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain,
            } name =>
                DestinationErrors.HostUnknown(destination, e, isTransient: name.SocketErrorCode == SocketError.TryAgain),

            // The message of the TimeoutException says more than that of the driver's exception inside.
            TimeoutException => DestinationErrors.NotAvailableNow(destination, e.Message, e),

            // A refusal by the driver itself is not transient.
            NpgsqlException { InnerException: null } => DestinationErrors.RequestRefused(destination, e.Message, e),
            NpgsqlException or IOException or SocketException or ObjectDisposedException =>
                DestinationErrors.NotAvailableNow(destination, e.InnerException?.Message ?? e.Message, e),
            NotSupportedException or CryptographicException or UnauthorizedAccessException =>
                DestinationErrors.RequestRefused(destination, e.Message, e),
            _ => e,
        };

    private static OperationCanceledException Stopped(Exception e, CancellationToken cancellation) =>
        new("The command was stopped.", e, cancellation);

    private static SyncException FromServer(PostgresException answer, string destination, string? table, DestinationTask task) =>
        answer.SqlState switch
        {
            // A column, a constraint, an index or a view refuses the row, or a trigger raises an error.
            ['2', '2', ..] or ['2', '3', ..] or WithCheckOptionViolation
                or PostgresErrorCodes.ProgramLimitExceeded or PostgresErrorCodes.RaiseException
                when table is not null => DestinationErrors.Refused(destination, table, task, Refusal(answer, task), answer),
            PostgresErrorCodes.DatatypeMismatch or PostgresErrorCodes.UndefinedColumn when table is not null =>
                DestinationErrors.SchemaMismatch(destination, table, answer.MessageText, answer),
            PostgresErrorCodes.InsufficientPrivilege when table is not null && answer.Routine == PolicyCheck =>
                DestinationErrors.PolicyViolated(destination, table, answer),
            PostgresErrorCodes.InsufficientPrivilege => DestinationErrors.PermissionDenied(destination, answer.MessageText, answer),

            PostgresErrorCodes.InvalidCatalogName => DestinationErrors.DatabaseNotFound(destination, answer.MessageText, answer),
            PostgresErrorCodes.InvalidSchemaName => DestinationErrors.SchemaNotFound(destination, answer.MessageText, answer),
            PostgresErrorCodes.ReadOnlySqlTransaction => DestinationErrors.ReadOnly(destination, answer.MessageText, answer),
            PostgresErrorCodes.DiskFull => DestinationErrors.DiskFull(destination, answer),
            var code when TransientSqlState.IsConflict(code) => DestinationErrors.Conflict(destination, answer.MessageText, answer),
            var code when TransientSqlState.IsConnectionLoss(code) || TransientSqlState.IsOutOfResources(code) =>
                DestinationErrors.NotAvailableNow(destination, answer.MessageText, answer),
            _ => DestinationErrors.RequestRefused(destination, $"{answer.MessageText} (SQLSTATE {answer.SqlState})", answer),
        };

    // Most of the server's messages about rows contain a value and are not shown. Those about a value that is too large contain only its
    // type.
    private static string Refusal(PostgresException answer, DestinationTask task)
    {
        var what = task == DestinationTask.Prepare ? $"{answer.MessageText}, "
            : answer.ColumnName is { } column ? $"column {column}, "
            : answer.ConstraintName is { } constraint ? $"constraint {constraint}, "
            : answer.SqlState is PostgresErrorCodes.StringDataRightTruncation or PostgresErrorCodes.NumericValueOutOfRange
                ? $"{answer.MessageText}, "
            : "";
        return $"{what}SQLSTATE {answer.SqlState}";
    }
}
