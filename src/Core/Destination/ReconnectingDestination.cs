namespace RedshiftSync;

/// <summary>The destination as one run uses it: opened at its first use, and opened again, after a pause, when its connection is lost.</summary>
internal sealed class ReconnectingDestination : IDisposable
{
    private readonly Func<CancellationToken, IDestination> _open;
    private readonly RetryPolicy _policy;
    private DestinationRequest _request;
    private bool _isInspected;
    private IDestination? _destination;

    /// <summary>Nothing is opened yet.</summary>
    /// <param name="open">Opens it.</param>
    /// <param name="request">What is to be kept in it.</param>
    /// <param name="rule">How stubborn to be.</param>
    public ReconnectingDestination(Func<CancellationToken, IDestination> open, DestinationRequest request, RetryPolicy rule)
    {
        _open = open;
        _request = request;
        _policy = rule;
    }

    /// <summary>The destination as a person would name it; empty before it was opened. Never a secret.</summary>
    public string DisplayName { get; private set; } = "";

    /// <summary>How often something was tried again.</summary>
    public int Retries { get; private set; }

    /// <summary>The checkpoint that it holds, as far as is known; null for none.</summary>
    public DestinationCheckpoint? Checkpoint { get; private set; }

    /// <summary>Opens it and makes it ready to be written to.</summary>
    /// <param name="replacement">Which rows replace those that are there.</param>
    /// <param name="warn">Told of each repeated attempt, on the calling thread.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The checkpoint that it holds, or null when it holds none.</returns>
    public DestinationCheckpoint? Prepare(Replacement replacement, Action<string> warn, CancellationToken cancellation)
    {
        _request = _request with { Replacement = replacement };
        return Checkpoint = _policy.Run(() => Open(cancellation), Reset, warn, cancellation);
    }

    /// <summary>Opens it to look at it, or reads its checkpoint once more.</summary>
    /// <inheritdoc cref="Prepare"/>
    public DestinationCheckpoint? Inspect(Action<string> warn, CancellationToken cancellation)
    {
        _isInspected = true;
        return Checkpoint = _policy.Run(() => _destination is null ? Open(cancellation) : _destination.Inspect(_request, cancellation), Reset, warn, cancellation);
    }

    /// <summary>Asks something of it, or has it do something; after <see cref="Prepare"/> or <see cref="Inspect"/>.</summary>
    /// <param name="action">It must bear to be run again.</param>
    /// <param name="warn">Told of each repeated attempt, on the calling thread.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public T Execute<T>(Func<IDestination, T> action, Action<string> warn, CancellationToken cancellation) => _policy.Run(
        () =>
        {
            if (_destination is null)
            {
                CheckUnchanged(Open(cancellation));
            }

            return action(_destination!);
        },
        Reset,
        warn,
        cancellation);

    /// <summary>
    /// Writes a batch and its checkpoint in one transaction. After a lost connection the batch is written again: whether the transaction
    /// got through may be unknown, and a second time changes nothing.
    /// </summary>
    public void Write(IReadOnlyList<PackedRow> batch, DestinationCheckpoint? checkpoint, Action<string> warn, CancellationToken cancellation)
    {
        Execute(
            destination =>
            {
                destination.Write(batch, checkpoint, cancellation);
                return true;
            },
            warn,
            cancellation);
        Checkpoint = checkpoint ?? Checkpoint;
    }

    /// <summary>Closes it.</summary>
    public void Dispose()
    {
        _destination?.Dispose();
        _destination = null;
    }

    private void Reset()
    {
        Dispose();
        Retries++;
    }

    // Behind a name there may be another server by now, one that lacks what was written last: the next batch would leave a gap.
    private void CheckUnchanged(DestinationCheckpoint? found)
    {
        if (Checkpoint is not null && !(found?.Watermark >= Checkpoint.Watermark))
        {
            throw DestinationErrors.Unavailable(DisplayName, $"its checkpoint went back from {Checkpoint.Watermark} to {found?.Watermark.ToString() ?? "none"} while its connection was lost", null);
        }
    }

    private DestinationCheckpoint? Open(CancellationToken cancellation)
    {
        Dispose();
        _destination = _open(cancellation);
        DisplayName = _destination.DisplayName;
        return _isInspected ? _destination.Inspect(_request, cancellation) : _destination.Prepare(_request, cancellation);
    }
}
