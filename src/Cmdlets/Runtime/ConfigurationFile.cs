using System.Globalization;
using System.Text.Json;

namespace RedshiftSync;

/// <summary>The connection settings in a JSON file: host, database, port, user, password. Messages never quote a value from it.</summary>
internal sealed class ConfigurationFile
{
    /// <summary>Redshift's own port.</summary>
    public const int DefaultPort = 5439;

    private static readonly string[] KnownKeys = ["host", "database", "port", "user", "password"];

    private ConfigurationFile(string host, string database, int port, string user, Secret password)
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

    /// <exception cref="SyncException">ConfigurationInvalid.</exception>
    public static ConfigurationFile Read(string path, Action<string> warn)
    {
        try
        {
            WarnIfOthersCanRead(path, warn);
            using var document = JsonDocument.Parse(File.ReadAllText(path));
            return Interpret(document.RootElement, path, warn);
        }
        catch (JsonException e)
        {
            // The parser's own message can quote the offending text, which may be the password.
            throw Invalid(path, string.Create(CultureInfo.InvariantCulture, $"it is not valid JSON (line {e.LineNumber + 1}, position {e.BytePositionInLine + 1})"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Invalid(path, e.Message.TrimEnd('.'), e);
        }
    }

    private static ConfigurationFile Interpret(JsonElement root, string path, Action<string> warn)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw Invalid(path, "it is not a JSON object");
        }

        var values = new Dictionary<string, JsonElement>(StringComparer.OrdinalIgnoreCase);
        foreach (var property in root.EnumerateObject())
        {
            if (!KnownKeys.Contains(property.Name, StringComparer.OrdinalIgnoreCase))
            {
                warn($"The key '{property.Name}' in '{path}' is not known and has no effect. Known keys: {string.Join(", ", KnownKeys)}.");
            }
            else if (!values.TryAdd(property.Name, property.Value))
            {
                throw Invalid(path, $"it holds '{property.Name}' twice");
            }
        }

        return new(Text("host"), Text("database"), PortNumber(), Text("user"), Secret.From(Text("password")));

        string Text(string key)
        {
            if (!values.TryGetValue(key, out var value) || value.ValueKind != JsonValueKind.String || value.GetString() is not { Length: > 0 } text)
            {
                throw Invalid(path, $"'{key}' is missing, empty or not a string");
            }

            return text.StartsWith("<YOUR_", StringComparison.Ordinal) ? throw Invalid(path, $"'{key}' still holds the placeholder") : text;
        }

        int PortNumber()
        {
            if (!values.TryGetValue("port", out var value))
            {
                return DefaultPort;
            }

            var text = value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText();
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535
                ? port
                : throw Invalid(path, "'port' is not a number between 1 and 65535");
        }
    }

    private static void WarnIfOthersCanRead(string path, Action<string> warn)
    {
        if (!OperatingSystem.IsWindows() && File.Exists(path) && File.GetUnixFileMode(path).HasFlag(UnixFileMode.OtherRead))
        {
            warn($"'{path}' holds a password and can be read by every user of this machine. Restrict it: chmod 600 '{path}'");
        }
    }

    private static SyncException Invalid(string path, string problem, Exception? cause = null) => new(
        ErrorId.ConfigurationInvalid,
        $"The configuration file '{path}' cannot be used: {problem}.",
        $"It has to be a JSON object with {string.Join(", ", KnownKeys)}.",
        path,
        cause);
}
