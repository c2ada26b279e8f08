namespace RedshiftSync.UnitTests.Run;

/// <summary>What becomes of a step at a destination.</summary>
public enum Fault
{
    None,

    /// <summary>The connection is lost before the commit: nothing of it is there.</summary>
    LostBefore,

    /// <summary>The commit gets through and its acknowledgement is lost.</summary>
    LostAfter,

    /// <summary>An I/O error that no new connection mends; nothing of the commit is there.</summary>
    BrokenBefore,

    /// <summary>The same, and the commit is there nevertheless.</summary>
    BrokenAfter,

    /// <summary>Another transaction is in the way; the connection is good.</summary>
    Conflict,
}

/// <summary>One connection to a destination whose contents outlive it. It fails as <paramref name="next"/> says, and is of no use afterwards.</summary>
internal sealed class UnreliableDestination(IDestination store, Func<Fault> next) : IDestination
{
    private bool _isLost;

    public string DisplayName => store.DisplayName;

    public DestinationCheckpoint? Prepare(DestinationRequest request, CancellationToken cancellation) => Try(() => store.Prepare(request, cancellation));

    public DestinationCheckpoint? Inspect(DestinationRequest request, CancellationToken cancellation) => Try(() => store.Inspect(request, cancellation));

    public IDigestReader Digests(DigestKind kind, LocalTimes times, TableSchema schema) => store.Digests(kind, times, schema);

    public bool IsEmpty(CancellationToken cancellation) => Try(() => store.IsEmpty(cancellation));

    public bool HasNullCursor(CancellationToken cancellation) => Try(() => store.HasNullCursor(cancellation));

    public void Remove(IReadOnlyList<long> keys, CancellationToken cancellation) => Try(() =>
    {
        store.Remove(keys, cancellation);
        return true;
    });

    public void Write(IReadOnlyList<PackedRow> batch, DestinationCheckpoint? checkpoint, CancellationToken cancellation) => Try(() =>
    {
        store.Write(batch, checkpoint, cancellation);
        return true;
    });

    // The contents stay.
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
        throw DestinationErrors.Unavailable(DisplayName, $"{fault}", new InjectedException(), isTransient: fault is Fault.LostBefore or Fault.LostAfter);
    }
}

/// <summary>Marks a failure as one that a test has made.</summary>
internal sealed class InjectedException : Exception
{
    /// <summary>Whether a failure, or what led to it, was made by a test.</summary>
    public static bool IsIn(Exception? failure) => failure is InjectedException || (failure is not null && IsIn(failure.InnerException));
}
