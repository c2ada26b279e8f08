namespace RedshiftSync;

/// <summary>Counts the rows of a source that need special treatment in a sync. Both statements read the whole table.</summary>
internal sealed class RowPreflight(ReconnectingSource source, TableSchema schema, CursorAxis axis)
{
    // Of fewer values, nothing can be said.
    private const long MinValuesToJudge = 100;

    private readonly PreflightQuery _query = new(schema);

    /// <summary>Returns the findings.</summary>
    /// <param name="checkKey">Whether to count keys that occur more than once.</param>
    public IEnumerable<SourceFinding> Run(bool checkKey)
    {
        IReadOnlyList<SourceFinding> findings;
        try
        {
            findings = [.. Count(), .. checkKey && schema.HasKey ? [Duplicates()] : Array.Empty<SourceFinding>()];
        }
        catch (SyncException e)
        {
            findings = [SourceFinding.Failed("Rows", e)];
        }

        return findings;
    }

    private string WithoutKey => schema.KeyColumns is [var only]
        ? $"have no {only.Name}"
        : $"lack a part of the key ({string.Join(", ", schema.KeyColumns.Select(c => c.Name))})";

    private IEnumerable<SourceFinding> Count()
    {
        var clock = source.Execute(s => s.ReadClock(source.Cancellation));
        var counts = source.Execute(s => s.Query(_query.Count(axis, clock), source.Cancellation))[0];

        yield return new("Rows", CheckStatus.Passed, counts[0], $"The table has {counts[0]} row(s).");
        yield return Finding(
            "NullTimestamp",
            counts[1],
            $"row(s) have no {schema.Cursor.Name}: they are not delivered without -NullCursor Include.",
            CheckStatus.Warning);
        if (axis.Kind != CursorKind.Integer)
        {
            yield return Finding(
                "FutureTimestamp",
                counts[2],
                "row(s) are dated beyond the server's clock: they are delivered when that time has passed.",
                CheckStatus.Warning);
        }

        if (schema.HasKey)
        {
            yield return Finding(
                "NullKey",
                counts[3],
                $"row(s) {WithoutKey}: each is an UnreadableRow.",
                CheckStatus.Failed,
                ErrorId.UnreadableRow);
        }

        if (FindCoarseness((long)counts[0]! - (long)counts[1]!, (long)counts[4]!, (long)counts[5]!) is { } coarse)
        {
            yield return coarse;
        }
    }

    // A row that changes later in the hour has the same value, and a run that has passed it would not come back.
    private SourceFinding? FindCoarseness(long values, long wholeDays, long wholeHours)
    {
        const double NearlyAll = 0.95;
        return values < MinValuesToJudge ? null
            : wholeDays >= values * NearlyAll ? Coarse(wholeDays, "whole days", "1d")
            : wholeHours >= values * NearlyAll ? Coarse(wholeHours, "whole hours", "1h")
            : null;

        SourceFinding Coarse(long count, string unit, string lookback) => new(
            "CoarseTimestamp",
            CheckStatus.Warning,
            count,
            $"{count} of {values} values of {schema.Cursor.Name} are {unit}: a row that changes after a run has read its value is missed. "
                + $"-Lookback {lookback} reads them again.");
    }

    private SourceFinding Duplicates()
    {
        var count = source.Execute(s => s.Query(_query.CountDuplicates(), source.Cancellation))[0][0];
        return Finding(
            "DuplicateKey",
            count,
            "key(s) occur more than once. All rows go down a pipeline; a destination keeps the newest of each key.",
            CheckStatus.Warning);
    }

    private static SourceFinding Finding(string check, object? count, string about, CheckStatus ifAny, string? errorId = null) =>
        count is 0L
        ? new(check, CheckStatus.Passed, count, "There are none.")
        : new(check, ifAny, count, $"{count} {about}", errorId);
}
