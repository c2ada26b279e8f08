using Npgsql;

namespace RedshiftSync.Adapters.Connecting;

/// <summary>What the driver itself refuses while it opens a connection: told by its words, which no culture changes, as it has no codes.</summary>
internal static class DriverRefusal
{
    private const string NoTlsOffered = "No SSL enabled connection";
    private const string UnknownMethod = "Authentication method not supported";

    private static readonly string[] Logins = ["authentication method is not allowed", "No password has been provided", "SASL", "SCRAM"];

    /// <summary>The server offers no TLS.</summary>
    public static bool IsNoTls(Exception e) => e is NpgsqlException && Says(e, NoTlsOffered);

    /// <summary>The server asks for a kind of login that the driver does not speak.</summary>
    public static bool IsUnknownMethod(Exception e) => e is NotSupportedException && Says(e, UnknownMethod);

    /// <summary>The server asks for a kind of login that is not allowed, or a password where there is none, or breaks the rules of SCRAM.</summary>
    public static bool IsLogin(Exception e) => e is NpgsqlException { InnerException: null } && Logins.Any(words => Says(e, words));

    private static bool Says(Exception e, string words) => e.Message.Contains(words, StringComparison.Ordinal);
}
