using System.Buffers;
using System.Text.RegularExpressions;

namespace RedshiftSync;

/// <summary>
/// Distinguishes addresses, connection strings and settings from the names of files, hosts and databases. Such text can contain a password,
/// so it is refused where a name is expected: it must become neither a file nor part of a message.
/// </summary>
internal static partial class AddressText
{
    private static readonly SearchValues<char> NeverInNames = SearchValues.Create("=;?@,\"'{}<>");

    /// <summary>
    /// Whether the text begins with <c>name=value</c>, as a connection string does. With a folder before it, it is a path.
    /// </summary>
    public static bool IsAssignment(string text) => text.IndexOf('=') is > 0 and var sign && text.AsSpan(0, sign).IndexOfAny('/', '\\') < 0;

    /// <summary>Whether the text cannot be a path. A file with an equals sign in its name can be given as <c>./a=b.json</c>.</summary>
    public static bool CannotBePath(string text) =>
        text.Contains("://", StringComparison.Ordinal)
        || text.AsSpan().TrimStart().StartsWith("{", StringComparison.Ordinal)
        || IsAssignment(text)
        || NamesPassword().IsMatch(text)
        || Query().IsMatch(text)
        || PasswordLine().IsMatch(text)
        || WordPairs().IsMatch(text)
        || UserAndHost().IsMatch(Drive().Replace(text, ""));

    /// <summary>Whether the text can be neither a host, with or without a port and a database, nor the name of a database.</summary>
    public static bool CannotBeName(string text) =>
        text.Contains("://", StringComparison.Ordinal)
        || text.AsSpan().ContainsAny(NeverInNames)
        || text.Any(char.IsControl)
        || PasswordLine().IsMatch(text)
        || WordPairs().IsMatch(text)
        || NamesPassword().IsMatch(text);

    [GeneratedRegex(
        """(pass|passw|passwd|password|passphrase|pwd|psw|secret|token)["']?\s*(=|:(?![\\/]))""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NamesPassword();

    // ?name=value after any text.
    [GeneratedRegex(@"\?[^/\\?]*=")]
    private static partial Regex Query();

    // host:port:database:user:password, as in a password file. An IPv6 address is none.
    [GeneratedRegex(@"^(?!\s*\[?[\da-fA-F:]+(\]|/|\s*$)).*:(\d+|\*)(:[^:]+){2}:", RegexOptions.Singleline)]
    private static partial Regex PasswordLine();

    // user u password p host h, as in a file of netrc.
    [GeneratedRegex(
        @"^\s*(-{0,2}(user|username|login|account|machine|host|hostname|server|port|db|dbname|database)\s+\S+\s+)+"
        + @"-{0,2}(password|passwd|pwd)\s+\S"
        + @"|^\s*-{0,2}(password|passwd|pwd)\s+\S+\s+"
        + @"-{0,2}(user|username|login|account|machine|host|hostname|server|port|db|dbname|database)\s+\S",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex WordPairs();

    // user:password@host, and user/password@host:port.
    [GeneratedRegex(@":.*@|@(//)?(\[[^\]]*\]|[^\s/\\@:]+):\d+(?![^/\\:\s])", RegexOptions.Singleline)]
    private static partial Regex UserAndHost();

    // A drive or provider of PowerShell before a path.
    [GeneratedRegex(@"^\s*([\w.\\]+::)?(\w+:(?=[\\/]))?(?![\\/]{2})")]
    private static partial Regex Drive();
}
