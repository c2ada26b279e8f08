namespace RedshiftSync;

/// <summary>A database that rows are upserted into, open for one run. Members block and throw <see cref="SyncException"/>.</summary>
public interface IDestination : IDisposable
{
    /// <summary>The destination as a person would name it: a path, or a server and database. Never a secret.</summary>
    string DisplayName { get; }

    /// <summary>
    /// Creates the table and the checkpoint table where they are missing and checks them where they are not.
    /// </summary>
    /// <param name="shape">The source's shape; the destination's columns carry the same names.</param>
    /// <param name="source">Where the rows come from.</param>
    /// <param name="force">Whether to accept a destination that was filled from another source.</param>
    /// <param name="cancellation">Cancels the wait for a lock.</param>
    /// <returns>The checkpoint that the destination holds, or null when it holds none.</returns>
    /// <exception cref="SyncException">DestinationSchemaMismatch, StateDestinationMismatch, DestinationUnavailable.</exception>
    DestinationCheckpoint? Prepare(TableShape shape, SourceIdentity source, bool force, CancellationToken cancellation);

    /// <summary>Upserts the rows by key and stores the checkpoint, in one durable transaction. An older row never replaces a newer one; one of the same time does.</summary>
    void Write(IReadOnlyList<ChangeRow> batch, DestinationCheckpoint checkpoint, CancellationToken cancellation);
}

/// <summary>The checkpoint inside a destination.</summary>
/// <param name="Watermark">The last row that was delivered into it.</param>
/// <param name="RunId">The run that delivered it.</param>
public sealed record DestinationCheckpoint(Watermark Watermark, Guid RunId);

/// <summary>A row on its way into a destination.</summary>
/// <param name="Key">The key.</param>
/// <param name="Text">The text columns in order; null where the database has NULL.</param>
/// <param name="UpdatedAt">The row's time in UTC.</param>
public sealed record ChangeRow(long Key, string?[] Text, DateTime UpdatedAt)
{
    /// <summary>Copies the row that <paramref name="reader"/> stands on.</summary>
    public static ChangeRow From(IRowReader reader, int textColumns)
    {
        var text = new string?[textColumns];
        for (var i = 0; i < text.Length; i++)
        {
            text[i] = reader.GetText(i);
        }

        return new(reader.Key, text, reader.UpdatedAt);
    }
}
