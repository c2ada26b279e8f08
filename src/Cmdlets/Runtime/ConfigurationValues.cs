using System.Globalization;

namespace RedshiftSync;

/// <summary>The settings of a configuration, checked alike wherever they come from. Messages never quote a value.</summary>
internal sealed class ConfigurationValues
{
    /// <summary>Redshift's own port.</summary>
    public const int DefaultPort = 5439;

    /// <summary>The names of the values that make a connection.</summary>
    public static readonly IReadOnlyList<string> ConnectionKeys = ["host", "database", "port", "user", "password"];

    /// <summary>The names of all values.</summary>
    public static readonly IReadOnlyList<string> Keys = [.. ConnectionKeys, "sslMode", "rootCertificate"];

    private ConfigurationValues(ServerAddress address, string database, int port, string user, Secret password)
    {
        Host = address.Host;
        Database = database;
        Port = port;
        User = user;
        Password = password;
    }

    public string Host { get; }

    public string Database { get; }

    public int Port { get; }

    public string User { get; }

    public Secret Password { get; }

    /// <summary>How to encrypt and what to verify; null where the configuration does not say.</summary>
    public TlsMode? SslMode { get; private init; }

    /// <summary>A PEM file with the authorities to trust; null where the configuration does not say.</summary>
    public string? RootCertificate { get; private init; }

    /// <param name="find">The text of a value; null where there is none.</param>
    /// <param name="invalid">Makes the error for a problem.</param>
    /// <exception cref="SyncException">ConfigurationInvalid.</exception>
    public static ConfigurationValues From(Func<string, string?> find, Func<string, SyncException> invalid)
    {
        var address = ServerAddress.TryParse(Name("host")) ?? throw invalid("'host' is not a server: write host, host:port or host:port/database");
        return new(address, DatabaseName(), PortNumber(), Text("user"), Secret.From(Text("password"))) { SslMode = Tls(), RootCertificate = find("rootCertificate") is { Length: > 0 } file ? file : null };

        string Name(string key) => Text(key) is var text && AddressText.IsNoName(text)
            ? throw invalid($"'{key}' is not a name; an address or a connection string cannot be given")
            : text;

        string Text(string key) => find(key) switch
        {
            null or "" => throw invalid($"'{key}' is missing, empty or not a string"),
            var text when text.StartsWith("<YOUR_", StringComparison.Ordinal) => throw invalid($"'{key}' still holds the placeholder"),
            var text => text,
        };

        string DatabaseName() => address.Database is not { } name ? Name("database")
            : find("database") is null or "" || Text("database") == name ? name
            : throw invalid("'database' contradicts the one behind 'host'");

        int PortNumber() => find("port") is not { } text ? address.Port ?? DefaultPort
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535
                ? address.Port is null || address.Port == port ? port : throw invalid("'port' contradicts the one behind 'host'")
            : throw invalid("'port' is not a number between 1 and 65535");

        TlsMode? Tls() => find("sslMode") is not { Length: > 0 } text ? null
            : Enum.GetNames<TlsMode>().FirstOrDefault(name => name.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } mode ? Enum.Parse<TlsMode>(mode)
            : throw invalid($"'sslMode' is none of {string.Join(", ", Enum.GetNames<TlsMode>())}");
    }
}
