namespace RedshiftSync;

/// <summary>
/// Writes batches into a destination that may refuse single rows: too long for a column, against a constraint. The server names no row, so
/// a refused batch is written in halves, in order and without its checkpoint, until the refused rows stand alone; the checkpoint follows
/// last.
/// </summary>
/// <param name="write">Writes rows and a checkpoint in one transaction.</param>
/// <param name="request">The table, and whether to leave refused rows out.</param>
internal sealed class RowRefusals(Action<IReadOnlyList<PackedRow>, DestinationCheckpoint?> write, SyncRequest request)
{
    /// <summary>Writes a batch.</summary>
    /// <returns>The rows that were skipped, in order.</returns>
    /// <exception cref="SyncException">UnreadableRow, for the first refused row when none may be skipped: the rows before it are written,
    /// the checkpoint is not.</exception>
    public IReadOnlyList<SkippedRow> Write(List<PackedRow> rows, DestinationCheckpoint? checkpoint)
    {
        try
        {
            write(rows, checkpoint);
            return [];
        }
        catch (SyncException e) when (e.RowProblem is not null && rows.Count > 0)
        {
            var refused = new List<SkippedRow>();
            WriteParts(rows, e, refused);
            if (checkpoint is not null)
            {
                write([], checkpoint);
            }

            return refused;
        }
    }

    private void WriteParts(List<PackedRow> rows, SyncException refusal, List<SkippedRow> refused)
    {
        if (rows.Count == 1)
        {
            var row = RowName.Of(request.Schema, rows[0].Key, rows[0].CursorValue);
            refused.Add(
                request.SkipUnreadable
                    ? new SkippedRow(request.Schema.Table, row, refusal.RowProblem!)
                    : throw DestinationErrors.RowRefused(request.Schema.Table, row, refusal));
            return;
        }

        var half = rows.Count / 2;
        foreach (var part in new[] { rows.GetRange(0, half), rows.GetRange(half, rows.Count - half) })
        {
            try
            {
                write(part, null);
            }
            catch (SyncException e) when (e.RowProblem is not null)
            {
                WriteParts(part, e, refused);
            }
        }
    }
}
