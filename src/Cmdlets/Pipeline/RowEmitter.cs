using RedshiftSync.Commands;

namespace RedshiftSync;

/// <summary>Writes rows down the pipeline of a command, one object at a time, as they arrive.</summary>
internal static class RowEmitter
{
    /// <summary>Writes all rows, with their progress.</summary>
    /// <param name="command">The command.</param>
    /// <param name="readNext">Appends the next rows; returns false when there are no more.</param>
    /// <param name="progressOf">Returns the number of rows read, and the estimated part of all rows, from 0 to 1.</param>
    /// <param name="activity">The title of the progress bar.</param>
    public static void Emit<T>(
        CancellableCommand command, Func<List<T>, bool> readNext, Func<(long Rows, double? Fraction)> progressOf, string activity)
    {
        var progress = new ProgressReporter(command, activity);
        var rows = new List<T>();
        Func<bool> read = () => readNext(rows);
        while (command.InvokeOrThrow(read))
        {
            foreach (var row in rows)
            {
                command.WriteObject(row);
            }

            rows.Clear();
            if (progress.IsDue)
            {
                var (count, fraction) = progressOf();
                progress.Report(count, fraction);
            }
        }

        progress.Complete();
    }
}
