namespace RedshiftSync.UnitTests.Sync;

/// <summary>How a step at a destination fails.</summary>
public enum Fault
{
    None,

    /// <summary>The connection is lost before the commit: nothing is written.</summary>
    LostBefore,

    /// <summary>The commit succeeds and its acknowledgement is lost.</summary>
    LostAfter,

    /// <summary>An I/O error that a new connection does not fix; nothing is written.</summary>
    BrokenBefore,

    /// <summary>The same error, after the commit succeeded.</summary>
    BrokenAfter,

    /// <summary>A conflict with another transaction; the connection is still usable.</summary>
    Conflict,
}

/// <summary>
/// A connection to a destination whose contents outlive it. <paramref name="next"/> decides when it fails; it cannot be used afterwards.
/// </summary>
internal sealed class UnreliableDestination(IDestination store, Func<Fault> next) : IDestination
{
    private bool _isLost;

    public string DisplayName => store.DisplayName;

    public DestinationCheckpoint? Prepare(DestinationRequest request, CancellationToken cancellation) =>
        Try(() => store.Prepare(request, cancellation));

    public DestinationCheckpoint? Inspect(DestinationRequest request, CancellationToken cancellation) =>
        Try(() => store.Inspect(request, cancellation));

    public DestinationCheckpoint? FindCheckpoint(TableName table, CancellationToken cancellation) =>
        store.FindCheckpoint(table, cancellation);

    public IDestinationDigests Digests(DigestKind kind, LocalTimes times, TableSchema schema, string? from) =>
        store.Digests(kind, times, schema, from);

    public bool IsEmpty(CancellationToken cancellation) => Try(() => store.IsEmpty(cancellation));

    public void Remove(IReadOnlyList<KeyValue> keys, CancellationToken cancellation) => Try(() =>
    {
        store.Remove(keys, cancellation);
        return true;
    });

    public void Write(IReadOnlyList<PackedRow> batch, DestinationCheckpoint? checkpoint, CancellationToken cancellation) => Try(() =>
    {
        store.Write(batch, checkpoint, cancellation);
        return true;
    });

    // The contents are kept.
    public void Dispose() => _isLost = true;

    private T Try<T>(Func<T> step)
    {
        Assert.False(_isLost, "A lost connection was used.");
        var fault = next();
        if (fault == Fault.Conflict)
        {
            throw DestinationErrors.Conflict(DisplayName, "deadlock", new InjectedException());
        }

        var result = fault is Fault.LostBefore or Fault.BrokenBefore ? default : step();
        if (fault == Fault.None)
        {
            return result!;
        }

        _isLost = true;
        throw fault is Fault.LostBefore or Fault.LostAfter
            ? DestinationErrors.NotAvailableNow(DisplayName, $"{fault}", new InjectedException())
            : DestinationErrors.Unusable(DisplayName, $"{fault}", "", new InjectedException());
    }
}

/// <summary>Marks a failure as injected by a test.</summary>
internal sealed class InjectedException : Exception
{
    /// <summary>Whether a failure, or its cause, was injected by a test.</summary>
    public static bool IsIn(Exception? failure) => failure is InjectedException || (failure is not null && IsIn(failure.InnerException));
}
