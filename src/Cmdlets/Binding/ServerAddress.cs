using System.Globalization;

namespace RedshiftSync;

/// <summary>A server as the console shows it: <c>host</c>, <c>host:port</c> or <c>host:port/database</c>.</summary>
/// <param name="Host">The host name or address, an IPv6 address without its brackets.</param>
/// <param name="Port">The port, or null where none is given.</param>
/// <param name="Database">The database, or null where none is given.</param>
internal sealed record ServerAddress(string Host, int? Port, string? Database)
{
    /// <returns>Null when the text cannot be an address.</returns>
    public static ServerAddress? TryParse(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var database = slash < 0 ? null : text[(slash + 1)..];
        var (host, port) = Split((slash < 0 ? text : text[..slash]).Trim());
        if (host.Length == 0 || host.Any(char.IsWhiteSpace) || database is "" || database?.Contains('/', StringComparison.Ordinal) == true)
        {
            return null;
        }

        return port is null ? new(host, null, database)
            : int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 65535 ? new(host, number, database)
            : null;
    }

    private static (string Host, string? Port) Split(string text)
    {
        if (text.StartsWith('[') && text.IndexOf(']', StringComparison.Ordinal) is > 0 and var end)
        {
            var rest = text[(end + 1)..];
            return (text[1..end], rest.Length == 0 ? null : rest.TrimStart(':'));
        }

        // Several colons without brackets are an IPv6 address alone.
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 || colon != text.LastIndexOf(':') ? (text, null) : (text[..colon], text[(colon + 1)..]);
    }
}
