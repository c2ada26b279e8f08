using System.Globalization;

namespace RedshiftSync;

/// <summary>What a configuration says: host, database, port, user, password. Checked alike wherever it comes from; messages never quote a value.</summary>
internal sealed class ConfigurationValues
{
    /// <summary>Redshift's own port.</summary>
    public const int DefaultPort = 5439;

    /// <summary>The names of the values.</summary>
    public static readonly IReadOnlyList<string> Keys = ["host", "database", "port", "user", "password"];

    private ConfigurationValues(string host, string database, int port, string user, Secret password)
    {
        Host = host;
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

    /// <param name="find">The text of a value; null where there is none.</param>
    /// <param name="invalid">Makes the error for a problem.</param>
    /// <exception cref="SyncException">ConfigurationInvalid.</exception>
    public static ConfigurationValues From(Func<string, string?> find, Func<string, SyncException> invalid)
    {
        return new(Name("host"), Name("database"), PortNumber(), Text("user"), Secret.From(Text("password")));

        string Name(string key) => Text(key) is var text && AddressText.IsNoName(text) ? throw invalid($"'{key}' is not a name; an address or a connection string cannot be given") : text;

        string Text(string key) => find(key) switch
        {
            null or "" => throw invalid($"'{key}' is missing, empty or not a string"),
            var text when text.StartsWith("<YOUR_", StringComparison.Ordinal) => throw invalid($"'{key}' still holds the placeholder"),
            var text => text,
        };

        int PortNumber() => find("port") is not { } text ? DefaultPort
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535 ? port
            : throw invalid("'port' is not a number between 1 and 65535");
    }
}
