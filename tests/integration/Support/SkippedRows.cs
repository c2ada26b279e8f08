using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests;

/// <summary>Finds the skipped rows in a script's warnings.</summary>
internal static class SkippedRows
{
    private const string Before = " was skipped (";

    /// <summary>The rows that were skipped: keys, or times where the key is NULL.</summary>
    public static IReadOnlyList<string> SkippedRowNames(this ScriptResult result) =>
    [
        .. result.Warnings.Select(w => $"{w}").Where(w => w.Contains(Before, StringComparison.Ordinal))
            .Select(w => w[(w.IndexOf(Before, StringComparison.Ordinal) + Before.Length)..].Split(')')[0]),
    ];
}
