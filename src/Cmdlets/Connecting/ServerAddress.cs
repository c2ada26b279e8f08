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
            : TryParsePort(port) is { } number ? new(host, number, database)
            : null;
    }

    /// <returns>Null when the text is not a number between 1 and 65535.</returns>
    public static int? TryParsePort(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535 ? port : null;

    /// <summary>Adds a port and a database that were given apart from the address.</summary>
    /// <param name="port">The port; null where none was given.</param>
    /// <param name="database">The database; null where none was given.</param>
    /// <param name="invalid">Makes the error for a problem.</param>
    public ServerAddress With(int? port, string? database, Func<string, SyncException> invalid) =>
        Port is not null && port is not null && Port != port ? throw invalid("two different ports are given")
        : Database is not null && database is not null && Database != database ? throw invalid("two different databases are given")
        : this with { Port = Port ?? port, Database = Database ?? database };

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
