using Npgsql;

namespace RedshiftSync.Adapters.Connecting;

/// <summary>
/// Errors of the driver itself while it opens a connection, recognized by their English messages, since they have no codes.
/// </summary>
internal static class DriverRefusal
{
    private const string NoTlsOffered = "No SSL enabled connection";
    private const string UnknownMethod = "Authentication method not supported";

    private static readonly string[] Logins = ["authentication method is not allowed", "No password has been provided", "SASL", "SCRAM"];

    /// <summary>Whether the server offers no TLS.</summary>
    public static bool IsNoTls(Exception e) => e is NpgsqlException && Says(e, NoTlsOffered);

    /// <summary>Whether the server requests an authentication method that the driver does not support.</summary>
    public static bool IsUnknownMethod(Exception e) => e is NotSupportedException && Says(e, UnknownMethod);

    /// <summary>
    /// Whether the server requests an authentication method that is not allowed or a password that is not given, or violates SCRAM.
    /// </summary>
    public static bool IsLogin(Exception e) => e is NpgsqlException { InnerException: null } && Logins.Any(words => Says(e, words));

    private static bool Says(Exception e, string words) => e.Message.Contains(words, StringComparison.Ordinal);
}
