namespace RedshiftSync.Commands;

/// <summary>Describes the rows that a sync would read and remove, for -WhatIf. It takes no lock and writes nothing.</summary>
internal sealed class SyncPreview(ReconnectingSource source, SyncPlan plan, IRunObserver observer)
{
    /// <summary>Describes the number of rows that a run would read, and when they changed.</summary>
    /// <param name="noun">What a row is called.</param>
    public string DescribeRows(string noun = "row")
    {
        var statement = plan.Window.SelectExtent();
        var extent = plan.Axis.Kind == CursorKind.Day
            ? source.Execute(s => s.QueryText(statement, source.Cancellation))[0]
            : source.Execute(s => s.Query(statement, source.Cancellation))[0];
        var range = extent switch
        {
            [_, DateTime first, DateTime last] => $" changed between {Utc(first)} and {Utc(last)}",
            [_, { } first, { } last] => $" with {plan.Request.Schema.Cursor.Name} between {first} and {last}",
            _ => "",
        };
        return $"{extent[0]} {noun}(s){range}";
    }

    /// <summary>Describes the number of rows that a run would report as deleted, or remove.</summary>
    /// <param name="destination">The destination, open for reading; null if it does not exist yet.</param>
    /// <param name="mode">Whether to report or remove the rows.</param>
    /// <param name="maxPercent">The largest part of the destination's rows that may be removed, in percent.</param>
    // Uses the destination's present checkpoint: the rows that the run would write before are in the source, so they would stay.
    public string DescribeDeletions(ReconnectingDestination? destination, DeletionMode mode, double maxPercent)
    {
        if (destination is null)
        {
            return "there is no destination yet to remove rows from";
        }

        if (destination.Checkpoint is not { } checkpoint)
        {
            return "nothing was ever synced into the destination, so no row is removed";
        }

        var request = plan.Request;
        var run = new DeletionRun(source, destination, checkpoint, request.Schema, request.TimeZone, observer.Warn);
        var deleted = run.Find().LongCount();
        if (mode == DeletionMode.Report)
        {
            return $"then report {deleted} row(s) of the destination that are gone from the source";
        }

        return run.CountLimit(maxPercent).Limit is var limit && deleted > limit
            ? $"then fail, because {deleted} row(s) of the destination are gone from the source and -MaxDeletePercent allows {limit}"
            : $"then remove {deleted} row(s) of the destination that are gone from the source";
    }

    private string Utc(DateTime timestamp) => IsoTimestamp.Format(plan.Axis.ToUtc(timestamp) ?? timestamp);
}
