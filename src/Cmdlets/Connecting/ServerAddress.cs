using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace RedshiftSync;

/// <summary>A server as the console shows it: <c>host</c>, <c>host:port</c> or <c>host:port/database</c>.</summary>
/// <param name="Host">The host name or address, an IPv6 address without its brackets.</param>
/// <param name="Port">The port, or null where none is given.</param>
/// <param name="Database">The database, or null where none is given.</param>
internal sealed record ServerAddress(string Host, int? Port, string? Database)
{
    /// <returns>Null if the text cannot be an address.</returns>
    public static ServerAddress? TryParse(string text)
    {
        text = text.Trim();
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var database = slash < 0 ? "" : text[(slash + 1)..].Trim();
        var (host, port) = Split((slash < 0 ? text : text[..slash]).Trim());
        return host is null || database.Contains('/', StringComparison.Ordinal) ? null
            : port is null ? new(host, null, NullIfEmpty(database))
            : TryParsePort(port) is { } number ? new(host, number, NullIfEmpty(database))
            : null;
    }

    /// <returns>Null when the text is not a number between 1 and 65535.</returns>
    public static int? TryParsePort(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535 ? port : null;

    /// <summary>Adds a port and a database that were given apart from the address.</summary>
    /// <param name="port">The port; null where none was given.</param>
    /// <param name="database">The database; null where none was given.</param>
    /// <param name="invalid">Creates the error for a problem.</param>
    public ServerAddress With(int? port, string? database, Func<string, SyncException> invalid) =>
        Port is not null && port is not null && Port != port ? throw invalid("two different ports are given")
        : Database is not null && database is not null && Database != database ? throw invalid("two different databases are given")
        : this with { Port = Port ?? port, Database = Database ?? database };

    // The database after the slash may be missing, if -Database is given.
    private static string? NullIfEmpty(string database) => database.Length == 0 ? null : database;

    /// <returns>A null host if the text is not a host.</returns>
    private static (string? Host, string? Port) Split(string text)
    {
        if (text.StartsWith('['))
        {
            var end = text.IndexOf(']', StringComparison.Ordinal);
            var rest = end < 0 ? "" : text[(end + 1)..];
            return end < 0 || !IsIPv6(text[1..end]) || (rest.Length > 0 && rest[0] != ':') ? (null, null)
                : (text[1..end], rest.Length == 0 ? null : rest[1..]);
        }

        // A text with several colons and no brackets is an IPv6 address without a port.
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon >= 0 && colon != text.LastIndexOf(':'))
        {
            return (IsIPv6(text) ? text : null, null);
        }

        var host = colon < 0 ? text : text[..colon];
        return (
            host.Length == 0 || host.Any(c => char.IsWhiteSpace(c) || c is '[' or ']') ? null : host,
            colon < 0 ? null : text[(colon + 1)..]);
    }

    // .NET also parses an address in brackets with a port after them. The zone is the name of an interface, which need not exist.
    private static bool IsIPv6(string text) =>
        !text.AsSpan().ContainsAny("[]")
            && IPAddress.TryParse(text.Split('%')[0], out var address)
            && address.AddressFamily == AddressFamily.InterNetworkV6;
}
