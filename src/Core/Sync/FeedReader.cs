using System.Runtime.CompilerServices;

namespace RedshiftSync;

/// <summary>Reads the phases of a feed, one statement after another.</summary>
/// <typeparam name="T">The type that each row becomes.</typeparam>
internal sealed class FeedReader<T> : IDisposable
{
    private readonly ReconnectingSource _source;
    private readonly ReadPlan _plan;
    private readonly RowFactory<T> _create;
    private readonly FeedPosition _position;
    private readonly FeedLimit _limit;
    private readonly IRunObserver _observer;
    private readonly IReadOnlyList<FeedPhase> _phases;

    private readonly RowRoles _roles;

    private int _phase;
    private RowFetcher<T>? _fetcher;
    private long? _rowsLeft;

    /// <summary>Creates a reader; the first call that reads sends the first statement.</summary>
    /// <param name="source">The source to read from.</param>
    /// <param name="plan">The rows to read.</param>
    /// <param name="create">Makes an object from each row.</param>
    /// <param name="position">The position of the feed.</param>
    /// <param name="limit">The limit of each statement.</param>
    /// <param name="observer">Receives the text of each statement.</param>
    public FeedReader(
        ReconnectingSource source, ReadPlan plan, RowFactory<T> create, FeedPosition position, FeedLimit limit, IRunObserver observer)
    {
        _source = source;
        _plan = plan;
        _create = create;
        _position = position;
        _limit = limit;
        _observer = observer;
        _phases = plan.Phases;
        _roles = new RowRoles(plan.Schema);
    }

    /// <summary>The phase of the row that was fetched last, or the last phase at the end.</summary>
    public FeedPhase Phase => _phases[Math.Min(_phase, _phases.Count - 1)];

    /// <summary>Fetches the next row.</summary>
    /// <param name="row">Receives the row.</param>
    /// <param name="counted">The number of rows so far that count towards <see cref="ReadPlan.MaxRow"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public FeedStep Fetch(ref FetchedRow<T> row, long counted)
    {
        while (_phase < _phases.Count)
        {
            _fetcher ??= Open(counted);
            if (_fetcher.Fetch(ref row))
            {
                _rowsLeft--;
                return FeedStep.Row;
            }

            Dispose();
            if (_rowsLeft == 0)
            {
                return FeedStep.Cut;
            }

            _phase++;
        }

        return FeedStep.End;
    }

    /// <summary>Starts again after the position.</summary>
    /// <param name="phase">The phase to continue with.</param>
    public void Restart(FeedPhase phase)
    {
        Dispose();
        for (_phase = 0; Phase != phase;)
        {
            _phase++;
        }
    }

    /// <summary>Ends the current statement.</summary>
    public void Dispose()
    {
        _fetcher?.Dispose();
        _fetcher = null;
    }

    private RowFetcher<T> Open(long counted)
    {
        _rowsLeft = _limit.For(Phase, counted);
        var statement = _position.Next(Phase, _rowsLeft);
        _observer.Detail(statement.ToString());
        return new RowFetcher<T>(_source.Session.OpenRows(statement, _plan.Schema, _source.Cancellation), _plan, _roles, _create);
    }
}

/// <summary>The result of a step of a feed.</summary>
internal enum FeedStep
{
    /// <summary>A row.</summary>
    Row,

    /// <summary>The end of all rows.</summary>
    End,

    /// <summary>The end of a statement by its own limit, perhaps within a group.</summary>
    Cut,
}
