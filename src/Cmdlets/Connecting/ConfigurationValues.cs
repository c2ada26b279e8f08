namespace RedshiftSync;

/// <summary>Checks the values of a configuration file or of environment variables. Messages never quote a value.</summary>
internal static class ConfigurationValues
{
    /// <summary>Redshift's own port.</summary>
    public const int DefaultPort = 5439;

    /// <summary>The names of the values that make a connection.</summary>
    public static readonly IReadOnlyList<string> ConnectionKeys = ["host", "database", "port", "user", "password"];

    /// <summary>The names of all values.</summary>
    public static readonly IReadOnlyList<string> Keys = [.. ConnectionKeys, "sslMode", "rootCertificate"];

    /// <param name="find">Returns the text of a value; null if there is none.</param>
    /// <param name="invalid">Creates the error for a problem.</param>
    /// <exception cref="SyncException">ConfigurationInvalid.</exception>
    public static ConnectionValues Read(Func<string, string?> find, Func<string, SyncException> invalid)
    {
        var server = ServerAddress.TryParse(Name("host"))
            ?? throw invalid("'host' is not a server: write host, host:port or host:port/database");
        var address = server.With(Port(), find("database") is { Length: > 0 } ? Name("database") : null, invalid);
        var (user, password) = (Text("user"), Secret.From(Text("password")));
        return new()
        {
            Host = address.Host,
            Port = address.Port ?? DefaultPort,
            Database = address.Database ?? Name("database"),
            Login = () => new Login(user, password.Reveal()),
            SslMode = Tls(),
            RootCertificate = find("rootCertificate") is { Length: > 0 } file ? file : null,
        };

        string Name(string key) => Text(key) is var text && AddressText.CannotBeName(text)
            ? throw invalid($"'{key}' is not a name; an address or a connection string cannot be given")
            : text;

        string Text(string key) => find(key) switch
        {
            null or "" => throw invalid($"'{key}' is missing, empty or not a string"),
            var text when text.StartsWith("<YOUR_", StringComparison.Ordinal) => throw invalid($"'{key}' still holds the placeholder"),
            var text => text,
        };

        int? Port() => find("port") is not { } text ? null
            : ServerAddress.TryParsePort(text) ?? throw invalid("'port' is not a number between 1 and 65535");

        // Enum.TryParse would accept numbers.
        TlsMode? Tls() => find("sslMode") is not { Length: > 0 } text ? null
            : Enum.GetNames<TlsMode>().Contains(text, StringComparer.OrdinalIgnoreCase) ? Enum.Parse<TlsMode>(text, ignoreCase: true)
            : throw invalid($"'sslMode' is none of {string.Join(", ", Enum.GetNames<TlsMode>())}");
    }
}
