using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using Npgsql;

namespace RedshiftSync.Adapters.Source;

/// <summary>Turns what the driver throws into what the user can act on.</summary>
internal static class NpgsqlErrors
{
    private const string NotALogin = "Authentication method not supported";
    private const string NoTlsOffered = "No SSL enabled connection";

    /// <summary>An exception thrown while opening.</summary>
    public static Exception WhileOpening(Exception e, SourceSettings settings, string user)
    {
        if (Find<PostgresException>(e) is { } answer)
        {
            return answer.SqlState switch
            {
                ['2', '8', ..] => SourceErrors.LoginFailed(settings.Server, user, answer.MessageText, e),
                PostgresErrorCodes.InvalidCatalogName => SourceErrors.DatabaseNotFound(settings.Server, settings.Database, e),
                PostgresErrorCodes.InsufficientPrivilege => SourceErrors.PermissionDenied(null, answer.MessageText, e),
                _ => SourceErrors.ConnectionFailed(settings.Server, settings.Port, $"{answer.MessageText} (SQLSTATE {answer.SqlState})", e),
            };
        }

        if (Find<NotSupportedException>(e) is { } login && login.Message.Contains(NotALogin, StringComparison.Ordinal))
        {
            return SourceErrors.AuthenticationMethodNotSupported(settings.Server, user, e);
        }

        if (Find<AuthenticationException>(e) is { } tls)
        {
            return SourceErrors.TlsVerificationFailed(settings.Server, tls.Message, e);
        }

        if (e.Message.Contains(NoTlsOffered, StringComparison.Ordinal))
        {
            return SourceErrors.TlsVerificationFailed(settings.Server, "the server does not offer TLS", e);
        }

        if (settings.RootCertificate is { } file && (Find<CryptographicException>(e) ?? Find<FileNotFoundException>(e) ?? Find<DirectoryNotFoundException>(e) as Exception) is { } unreadable)
        {
            return SourceErrors.TlsVerificationFailed(settings.Server, $"the root certificate '{file}' cannot be read ({unreadable.Message})", e);
        }

        return Find<SocketException>(e) switch
        {
            { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } => SourceErrors.HostUnknown(settings.Server, e),
            { } socket => SourceErrors.ConnectionFailed(settings.Server, settings.Port, socket.Message, e),
            null when Find<TimeoutException>(e) is not null => SourceErrors.ConnectionFailed(settings.Server, settings.Port, $"no answer within {settings.ConnectTimeout.TotalSeconds:0} seconds", e),
            null when e is NpgsqlException or IOException => SourceErrors.ConnectionFailed(settings.Server, settings.Port, e.Message, e),
            null => e,
        };
    }

    /// <summary>An exception thrown by a statement or while its rows arrive.</summary>
    public static Exception WhileRunning(Exception e, SourceSettings settings, TableShape? shape) => e switch
    {
        PostgresException answer => FromServer(answer, settings, shape),
        NpgsqlException or IOException or SocketException or ObjectDisposedException => SourceErrors.ConnectionLost(settings.Server, e),
        _ => e,
    };

    private static SyncException FromServer(PostgresException answer, SourceSettings settings, TableShape? shape) => answer.SqlState switch
    {
        // A missing schema is told apart by some servers.
        PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName when shape is not null => SourceErrors.TableNotFound(shape.Table, answer),
        PostgresErrorCodes.UndefinedColumn when shape is not null => SourceErrors.ColumnNotFound(shape, answer.MessageText, answer),
        PostgresErrorCodes.InsufficientPrivilege => SourceErrors.PermissionDenied(shape?.Table, answer.MessageText, answer),
        PostgresErrorCodes.QueryCanceled => SourceErrors.QueryCanceled(shape?.Table, answer),
        ['0', '8', ..] or ['5', '7', 'P', ..] => SourceErrors.ConnectionLost(settings.Server, answer),
        _ => SourceErrors.QueryFailed(shape?.Table, answer.SqlState, answer.MessageText, answer),
    };

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
