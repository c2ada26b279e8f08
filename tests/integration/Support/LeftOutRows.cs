using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests;

/// <summary>Finds what a script warned about.</summary>
internal static class LeftOutRows
{
    private const string Before = " was left out (";

    /// <summary>The rows that were left out: keys, or times where the key is NULL.</summary>
    public static IReadOnlyList<string> LeftOut(this ScriptResult result) =>
    [
        .. result.Warnings.Select(w => $"{w}").Where(w => w.Contains(Before, StringComparison.Ordinal))
            .Select(w => w[(w.IndexOf(Before, StringComparison.Ordinal) + Before.Length)..].Split(')')[0]),
    ];
}
