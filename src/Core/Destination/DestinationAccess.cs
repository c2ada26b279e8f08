namespace RedshiftSync;

/// <summary>The destination as one run uses it: opened at its first use, and opened again, after a pause, when its connection is lost.</summary>
public sealed class DestinationAccess : IDisposable
{
    private readonly Func<CancellationToken, IDestination> _open;
    private readonly RetryRule _rule;
    private DestinationRequest _request;
    private IDestination? _destination;

    /// <summary>Nothing is opened yet.</summary>
    /// <param name="open">Opens it.</param>
    /// <param name="request">What is to be kept in it.</param>
    /// <param name="rule">How stubborn to be.</param>
    public DestinationAccess(Func<CancellationToken, IDestination> open, DestinationRequest request, RetryRule rule)
    {
        _open = open;
        _request = request;
        _rule = rule;
    }

    /// <summary>The destination as a person would name it; empty before it was opened. Never a secret.</summary>
    public string DisplayName { get; private set; } = "";

    /// <summary>Opens it and makes it ready.</summary>
    /// <param name="replacement">Which rows replace those that are there.</param>
    /// <param name="warn">Told of each repeated attempt, on the calling thread.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The checkpoint that it holds, or null when it holds none.</returns>
    public DestinationCheckpoint? Prepare(Replacement replacement, Action<string> warn, CancellationToken cancellation)
    {
        _request = _request with { Replacement = replacement };
        return _rule.Run(() => Open(cancellation), Dispose, warn, cancellation);
    }

    /// <summary>
    /// Writes a batch and its checkpoint in one transaction. After a lost connection the batch is written again: whether the transaction
    /// got through may be unknown, and a second time changes nothing.
    /// </summary>
    public void Write(IReadOnlyList<ChangeRow> batch, DestinationCheckpoint? checkpoint, Action<string> warn, CancellationToken cancellation) => _rule.Run(
        () =>
        {
            if (_destination is null)
            {
                Open(cancellation);
            }

            _destination!.Write(batch, checkpoint, cancellation);
            return true;
        },
        Dispose,
        warn,
        cancellation);

    /// <summary>The destination as it is open; to look at it, or to remove rows.</summary>
    public IDestination Opened => _destination ?? throw new InvalidOperationException("The destination is not open.");

    /// <summary>Closes it.</summary>
    public void Dispose()
    {
        _destination?.Dispose();
        _destination = null;
    }

    private DestinationCheckpoint? Open(CancellationToken cancellation)
    {
        Dispose();
        _destination = _open(cancellation);
        DisplayName = _destination.DisplayName;
        return _destination.Prepare(_request, cancellation);
    }
}
