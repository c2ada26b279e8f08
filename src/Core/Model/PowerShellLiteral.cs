using System.Text.RegularExpressions;

namespace RedshiftSync;

/// <summary>Formats a text as a PowerShell string literal, so that a command in a message or a completion can be run unchanged.</summary>
internal static partial class PowerShellLiteral
{
    /// <summary>Returns the text in single quotes, in which PowerShell expands nothing.</summary>
    public static string Quote(string text) => $"'{SingleQuote().Replace(text, "$0$0")}'";

    // In PowerShell, typographic single quotes end a string like the plain one.
    [GeneratedRegex("['\u2018-\u201b]")]
    private static partial Regex SingleQuote();
}
