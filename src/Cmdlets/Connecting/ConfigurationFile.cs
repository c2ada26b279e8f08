using System.Globalization;
using System.Text.Json;

namespace RedshiftSync;

/// <summary>Reads connection settings from a JSON file.</summary>
internal static class ConfigurationFile
{
    private const int MaxShownKeyLength = 32;

    /// <exception cref="SyncException">ConfigurationInvalid.</exception>
    public static ConnectionValues Read(string path, Action<string> warn)
    {
        try
        {
            if (Directory.Exists(path))
            {
                throw Invalid(path, "it is a folder");
            }

            RegularFile.Check(path);
            WarnIfOthersCanRead(path, warn);
            using var document = JsonDocument.Parse(File.ReadAllText(path));
            var values = Collect(document.RootElement, path, warn);
            return ConfigurationValues.Read(Find, problem => Invalid(path, problem));

            // The path of a certificate is relative to the configuration file.
            string? Find(string key) =>
                !values.TryGetValue(key, out var value) || TextOf(path, key, value) is not { } text ? null
                : key == "rootCertificate" && text.Length > 0 ? Path.GetFullPath(text, Path.GetDirectoryName(path)!)
                : text;
        }
        catch (JsonException e)
        {
            // The parser's message can quote the text, which may contain the password.
            var place = string.Create(CultureInfo.InvariantCulture, $"line {e.LineNumber + 1}, position {e.BytePositionInLine + 1}");
            throw Invalid(path, $"it is not valid JSON ({place})");
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
                // A long key, or one with other characters, can be an unquoted password.
                var isShown = property.Name.Length <= MaxShownKeyLength && property.Name.All(char.IsAsciiLetter);
                var key = isShown ? $"The key '{property.Name}'" : "A key";
                warn($"{key} in '{path}' is not known and has no effect. Known keys: {string.Join(", ", ConfigurationValues.Keys)}.");
            }
            else if (!values.TryAdd(property.Name, property.Value))
            {
                throw Invalid(path, $"it holds '{property.Name}' twice");
            }
        }

        return values;
    }

    // A port may also be a number; every other value has to be a string. Values are not shown, because one may be a password.
    private static string? TextOf(string path, string key, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Null => null,
        _ when key == "port" => value.GetRawText(),
        _ => throw Invalid(path, $"'{key}' is not a string"),
    };

    private static void WarnIfOthersCanRead(string path, Action<string> warn)
    {
        if (File.Exists(path) && RegularFile.IsOpenToOthers(path))
        {
            warn(
                $"'{path}' holds a password and can be read or written by other users. "
                + $"Restrict it: chmod 600 {PowerShellLiteral.Quote(path)}");
        }
    }

    private static SyncException Invalid(string path, string problem, Exception? cause = null) => new(
        ErrorId.ConfigurationInvalid,
        $"The configuration file '{path}' cannot be used: {problem}.",
        $"It has to be a file with a JSON object: {string.Join(", ", ConfigurationValues.ConnectionKeys)}, "
        + "and sslMode and rootCertificate where they are needed.",
        path,
        cause);
}
