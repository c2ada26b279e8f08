using System.Globalization;
using System.Text.Json;

namespace RedshiftSync;

/// <summary>A JSON file with connection settings.</summary>
internal static class ConfigurationFile
{
    private const int MaxKeyLength = 32;

    /// <exception cref="SyncException">ConfigurationInvalid.</exception>
    public static ConfigurationValues Read(string path, Action<string> warn)
    {
        try
        {
            if (Directory.Exists(path))
            {
                throw Invalid(path, "it is a folder");
            }

            WarnIfOthersCanRead(path, warn);
            using var document = JsonDocument.Parse(File.ReadAllText(path));
            var values = Collect(document.RootElement, path, warn);
            return ConfigurationValues.From(key => values.TryGetValue(key, out var value) ? TextOf(path, key, value) : null, problem => Invalid(path, problem));
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

    private static Dictionary<string, JsonElement> Collect(JsonElement root, string path, Action<string> warn)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw Invalid(path, "it is not a JSON object");
        }

        var values = new Dictionary<string, JsonElement>(StringComparer.OrdinalIgnoreCase);
        foreach (var property in root.EnumerateObject())
        {
            if (!ConfigurationValues.Keys.Contains(property.Name, StringComparer.OrdinalIgnoreCase))
            {
                // A key that reads like anything else can be a password without its quotes.
                var name = property.Name.Length <= MaxKeyLength && property.Name.All(char.IsAsciiLetter) ? $"The key '{property.Name}'" : "A key";
                warn($"{name} in '{path}' is not known and has no effect. Known keys: {string.Join(", ", ConfigurationValues.Keys)}.");
            }
            else if (!values.TryAdd(property.Name, property.Value))
            {
                throw Invalid(path, $"it holds '{property.Name}' twice");
            }
        }

        return values;
    }

    // A port may also be a number; everything else has to be a string. The text of a value is not shown: it may be a password.
    private static string? TextOf(string path, string key, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Null => null,
        _ when key == "port" => value.GetRawText(),
        _ => throw Invalid(path, $"'{key}' is not a string"),
    };

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
        $"It has to be a file with a JSON object: {string.Join(", ", ConfigurationValues.ConnectionKeys)}, and sslMode and rootCertificate where they are needed.",
        path,
        cause);
}
