namespace RedshiftSync;

/// <summary>The destination of one run: opened at its first use, and reopened, after a pause, when its connection is lost.</summary>
internal sealed class ReconnectingDestination : IDisposable
{
    private readonly Func<CancellationToken, IDestination> _open;
    private readonly RetryLoop _retry;
    private DestinationRequest _request;
    private bool _isInspected;
    private IDestination? _destination;

    // The checkpoint of a commit that was started. Once the connection is lost, it is unknown whether the commit succeeded.
    private DestinationCheckpoint? _inDoubt;

    /// <summary>Creates the destination; its first use opens it.</summary>
    /// <param name="open">Opens the destination.</param>
    /// <param name="request">The table to sync into it.</param>
    /// <param name="policy">How long a transient failure is retried.</param>
    public ReconnectingDestination(Func<CancellationToken, IDestination> open, DestinationRequest request, RetryPolicy policy)
    {
        _open = open;
        _request = request;
        _retry = new RetryLoop(policy, Dispose);
    }

    /// <summary>The destination's display name; empty before it was opened. Never contains a secret.</summary>
    public string DisplayName { get; private set; } = "";

    /// <summary>The table in the destination.</summary>
    public TableName Table => _request.Table;

    /// <summary>The number of retries.</summary>
    public int Retries => _retry.Retries;

    /// <summary>The checkpoint that the destination is known to hold; null for none.</summary>
    public DestinationCheckpoint? Checkpoint { get; private set; }

    /// <summary>The changes of the source's columns; null before the destination was prepared or inspected.</summary>
    public SchemaEvolution? Evolution { get; private set; }

    /// <summary>The changes of the source's columns that the destination has followed.</summary>
    public IReadOnlyList<SchemaChange> AppliedChanges { get; private set; } = [];

    /// <summary>Opens the destination and prepares it for writing.</summary>
    /// <param name="schema">The source's schema, described.</param>
    /// <param name="replacement">Which rows replace existing rows of the same key.</param>
    /// <param name="warn">Receives a warning for each further attempt, on the calling thread.</param>
    /// <param name="cancellation">Cancels the operation.</param>
    /// <returns>The destination's checkpoint, or null if there is none.</returns>
    public DestinationCheckpoint? Prepare(TableSchema schema, Replacement replacement, Action<string> warn, CancellationToken cancellation)
    {
        _request = _request with { Schema = schema, Replacement = replacement };
        Checkpoint = _retry.Run(() => Open(cancellation), warn, cancellation);
        Evolution = _destination!.Evolution;
        return Checkpoint;
    }

    /// <summary>Opens the destination for reading, or reads its checkpoint again.</summary>
    /// <inheritdoc cref="Prepare"/>
    public DestinationCheckpoint? Inspect(TableSchema schema, Action<string> warn, CancellationToken cancellation)
    {
        _isInspected = true;
        _request = _request with { Schema = schema };
        Checkpoint = _retry.Run(
            () => _destination is null ? Open(cancellation) : Checked(_destination.Inspect(_request, cancellation)), warn, cancellation);
        Evolution = _destination!.Evolution;
        return Checkpoint;
    }

    /// <summary>Runs an action on the destination; after <see cref="Prepare"/> or <see cref="Inspect"/>.</summary>
    /// <param name="action">Must be idempotent.</param>
    /// <param name="warn">Receives a warning for each further attempt, on the calling thread.</param>
    /// <param name="cancellation">Cancels the operation.</param>
    public T Execute<T>(Func<IDestination, T> action, Action<string> warn, CancellationToken cancellation) => _retry.Run(
        () =>
        {
            if (_destination is null)
            {
                Reopen(cancellation);
            }

            return action(_destination!);
        },
        warn,
        cancellation);

    /// <summary>
    /// Writes a batch and its checkpoint in one transaction. After a lost connection the batch is written again, whether or not the first
    /// transaction was committed: writing it twice changes nothing.
    /// </summary>
    public void Write(
        IReadOnlyList<PackedRow> batch, DestinationCheckpoint? checkpoint, Action<string> warn, CancellationToken cancellation)
    {
        _inDoubt = checkpoint;
        Execute(
            destination =>
            {
                // The known checkpoint is stored again if there is no later one: it records the columns that the rows are written into.
                destination.Write(batch, checkpoint ?? Checkpoint, cancellation);
                return true;
            },
            warn,
            cancellation);
        Checkpoint = checkpoint ?? Checkpoint;
        _inDoubt = null;

        // Those that the run began with: after a lost connection the table may have followed already.
        if (batch.Count > 0 && Evolution is { Changes: var changes })
        {
            AppliedChanges = changes;
        }
    }

    /// <summary>Closes the destination.</summary>
    public void Dispose()
    {
        _destination?.Dispose();
        _destination = null;
    }

    // The address may now lead to another server or to an older copy: then the next batch would leave a gap. A command that only reads
    // compares the checkpoints at its end instead.
    private void Reopen(CancellationToken cancellation)
    {
        var found = Open(cancellation);
        if (!_isInspected && !IsSame(found, Checkpoint) && (_inDoubt is null || !IsSame(found, _inDoubt)) && !IsCovered(found))
        {
            Dispose();
            throw DestinationErrors.CheckpointChanged(DisplayName, Checkpoint, found);
        }
    }

    // The start is not compared, because it is the same for a whole run.
    private static bool IsSame(DestinationCheckpoint? left, DestinationCheckpoint? right) =>
        left?.Watermark == right?.Watermark && left?.RunId == right?.RunId;

    // A concurrent run writes to the table, and its checkpoint covers everything that this run has delivered.
    private bool IsCovered(DestinationCheckpoint? found) =>
        _request.Replacement == Replacement.Newer
        && found is not null
        && (Checkpoint ?? _inDoubt) is { } own
        && found.Start <= own.Start
        && (Checkpoint is null || found.Watermark.IsKnownToReach(Checkpoint.Watermark));

    private DestinationCheckpoint? Checked(DestinationCheckpoint? found) =>
        found?.Watermark.Key is { } key && !_request.Schema.Fits(key)
            ? throw DestinationErrors.CheckpointDamaged(DisplayName, null)
            : found;

    private DestinationCheckpoint? Open(CancellationToken cancellation)
    {
        Dispose();
        _destination = _retry.Open(() => _open(cancellation));
        DisplayName = _destination.DisplayName;
        try
        {
            if (_isInspected)
            {
                return Checked(_destination.Inspect(_request, cancellation));
            }

            var found = Checked(_destination.Prepare(_request, cancellation));
            _request = _request with { StartedEmpty = _destination.StartedEmpty };
            return found;
        }
        catch
        {
            // The destination is not prepared, so a further attempt must not use it.
            Dispose();
            throw;
        }
    }
}
