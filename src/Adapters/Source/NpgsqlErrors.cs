using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using Npgsql;
using RedshiftSync.Adapters.Connecting;

namespace RedshiftSync.Adapters.Source;

/// <summary>
/// Translates exceptions of the driver at the source into errors for the user. For transient ones see docs/redshift.md, Errors worth
/// telling apart.
/// </summary>
internal static class NpgsqlErrors
{
    // How Redshift (docs/redshift.md, TLS) and newer PostgreSQL end their refusal of a connection without TLS.
    private static readonly string[] TlsMissing = ["SSL off", "no encryption"];

    // Redshift's own number for a serializable isolation violation, in the text of an XX000 (docs/redshift.md, Isolation).
    private const string IsolationViolation = "1023";

    /// <summary>Translates an exception of opening a session.</summary>
    public static Exception WhileOpening(Exception e, SourceSettings settings, string user, TlsVerification? verification)
    {
        if (e is SyncException known)
        {
            return known.ErrorId == ErrorId.ConnectionLost
                ? SourceErrors.ConnectionFailed(settings.Server, settings.Port, known.Summary, known)
                : known;
        }

        if (Find<PostgresException>(e) is { } answer)
        {
            return answer.SqlState switch
            {
                ['2', '8', ..] when settings.TlsMode == TlsMode.Disable
                    && TlsMissing.Any(sign => answer.MessageText.Contains(sign, StringComparison.Ordinal)) =>
                    SourceErrors.TlsRequired(settings.Server, answer.MessageText, e),
                ['2', '8', ..] => SourceErrors.LoginFailed(settings.Server, user, answer.MessageText, e),
                PostgresErrorCodes.InvalidCatalogName => SourceErrors.DatabaseNotFound(settings.Server, settings.Database, e),
                var code when TransientSqlState.IsConnectionLoss(code) =>
                    SourceErrors.ConnectionFailed(settings.Server, settings.Port, answer.MessageText, e),
                _ => AtAnyTime(answer, e, settings, table: null),
            };
        }

        if (Find<NotSupportedException>(e) is { } method && DriverRefusal.IsUnknownMethod(method))
        {
            return SourceErrors.AuthenticationMethodNotSupported(settings.Server, user, e);
        }

        if (DriverRefusal.IsLogin(e))
        {
            return SourceErrors.LoginFailed(settings.Server, user, e.Message, e);
        }

        if (Find<AuthenticationException>(e) is { } tls)
        {
            return SourceErrors.TlsVerificationFailed(settings.Server, verification?.Problem ?? tls.Message, e);
        }

        if (DriverRefusal.IsNoTls(e))
        {
            return SourceErrors.TlsNotOffered(settings.Server, e);
        }

        if (verification is null && e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            return SourceErrors.TlsVerificationFailed(
                settings.Server, $"the root certificate '{settings.RootCertificate}' cannot be read ({e.Message.TrimEnd('.')})", e);
        }

        return Find<SocketException>(e) switch
        {
            { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData } =>
                SourceErrors.HostUnknown(settings.Server, e, isTransient: false),
            { SocketErrorCode: SocketError.TryAgain } => SourceErrors.HostUnknown(settings.Server, e, isTransient: true),
            { } socket => SourceErrors.ConnectionFailed(settings.Server, settings.Port, socket.Message, e),
            null when Find<TimeoutException>(e) is not null => SourceErrors.ConnectionFailed(
                settings.Server, settings.Port, $"no answer within {settings.ConnectTimeout.TotalSeconds:0} seconds", e),

            // A refusal by the driver itself is not transient.
            null when e is NpgsqlException { InnerException: null } =>
                SourceErrors.ConnectionFailed(settings.Server, settings.Port, e.Message, e, isTransient: false),
            null when e is NpgsqlException or IOException =>
                SourceErrors.ConnectionFailed(settings.Server, settings.Port, e.InnerException?.Message ?? e.Message, e),
            null => e,
        };
    }

    /// <summary>Translates an exception of a statement or of reading its rows.</summary>
    public static Exception WhileRunning(
        Exception e, SqlStatement statement, SourceSettings settings, TableSchema? schema, TableName? table) => e switch
        {
            PostgresException answer when DataException.Is(answer) => statement.IsFiltered
                ? TableErrors.FilterFailed(answer.SqlState, DataException.Describe(answer.SqlState))
                : SourceErrors.QueryFailed(table, answer.SqlState, DataException.Describe(answer.SqlState), answer),
            PostgresException answer => FromServer(answer, settings, schema, table),
            NpgsqlException or IOException or SocketException or ObjectDisposedException =>
                SourceErrors.ConnectionLost(settings.Server, e.InnerException?.Message ?? e.Message, e),
            _ => e,
        };

    private static SyncException FromServer(
        PostgresException answer, SourceSettings settings, TableSchema? schema, TableName? table) =>
        answer.SqlState switch
        {
            // Some servers have a code of their own for a missing schema.
            PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName when table is not null =>
                SourceErrors.TableNotFound(table, answer),
            PostgresErrorCodes.InternalError when table is not null && IsMissingRelation(answer.MessageText) =>
                SourceErrors.TableNotFound(table, answer),
            PostgresErrorCodes.UndefinedColumn when schema is { IsDescribed: true } =>
                SchemaChangeErrors.DroppedDuringRun(schema.Table, answer.MessageText, answer),
            PostgresErrorCodes.UndefinedColumn when schema is not null => SourceErrors.ColumnNotFound(schema, answer.MessageText, answer),
            PostgresErrorCodes.QueryCanceled => SourceErrors.QueryCanceled(table, answer),
            var code when TransientSqlState.IsConnectionLoss(code) =>
                SourceErrors.ConnectionLost(settings.Server, answer.MessageText, answer),
            PostgresErrorCodes.InternalError when IsIsolationViolation(answer.MessageText) =>
                SourceErrors.SerializableIsolationViolation(settings.Server, answer),
            _ => AtAnyTime(answer, answer, settings, table),
        };

    // The errors that mean the same while a session is opened and later.
    private static SyncException AtAnyTime(PostgresException answer, Exception cause, SourceSettings settings, TableName? table) =>
        answer.SqlState switch
        {
            PostgresErrorCodes.InsufficientPrivilege => SourceErrors.PermissionDenied(table, answer.MessageText, cause),
            var code when TransientSqlState.IsOutOfResources(code) =>
                SourceErrors.ServerOutOfResources(settings.Server, answer.MessageText, cause),
            var code => SourceErrors.QueryFailed(table, code, answer.MessageText, cause, TransientSqlState.IsConflict(code)),
        };

    // Redshift's internal errors contain other numbers, too: this one is the first word of the message (docs/redshift.md, Isolation).
    private static bool IsIsolationViolation(string text) =>
        text.AsSpan().TrimStart() is var message && message.StartsWith(IsolationViolation, StringComparison.Ordinal)
        && (message.Length == IsolationViolation.Length || !char.IsAsciiDigit(message[IsolationViolation.Length]));

    // How Redshift reports some missing tables: Relation "…" does not exist in the database.
    private static bool IsMissingRelation(string text) =>
        text.AsSpan().TrimStart().StartsWith("Relation ", StringComparison.OrdinalIgnoreCase)
        && text.Contains("does not exist", StringComparison.Ordinal);

    private static T? Find<T>(Exception? e)
        where T : Exception
    {
        for (; e is not null; e = e.InnerException)
        {
            if (e is T found)
            {
                return found;
            }
        }

        return null;
    }
}
