namespace RedshiftSync;

/// <summary>Counts the rows of a source that need special treatment in a sync. Both statements read the whole table.</summary>
internal sealed class RowPreflight(ReconnectingSource source, TableSchema schema, CursorAxis axis)
{
    private readonly PreflightQuery _query = new(schema);

    public IEnumerable<SourceFinding> Run()
    {
        IReadOnlyList<SourceFinding> findings;
        try
        {
            findings = [.. Count(), Duplicates()];
        }
        catch (SyncException e)
        {
            findings = [SourceFinding.Failed("Rows", e)];
        }

        return findings;
    }

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
        yield return Finding(
            "FutureTimestamp",
            counts[2],
            "row(s) are dated beyond the server's clock: they are delivered when that time has passed.",
            CheckStatus.Warning);
        yield return Finding(
            "NullKey",
            counts[3],
            $"row(s) have no {schema.Key.Name}: each is an UnreadableRow.",
            CheckStatus.Failed,
            ErrorId.UnreadableRow);
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
