using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace RedshiftSync;

/// <summary>
/// Reads complete groups: all rows of one cursor value and key together. Keys are not enforced in Redshift, so such a pair can occur more
/// than once; a batch, a checkpoint or a reconnect between two of them would lose or repeat the second. One row of look-ahead shows where a
/// group ends. In a table without a key, each row is handed over alone, because a cursor value can have any number of rows, and the
/// position moves after the last row of a cursor value.
/// </summary>
/// <typeparam name="T">The type that each row becomes.</typeparam>
internal sealed class GroupReader<T>(
    FeedReader<T> reader, ReadPlan plan, FeedPosition position, SkippedRows skipped, IRunObserver observer) : IDisposable
{
    private long _counted;

    // The number of rows after the position that were handed over; only without a key.
    private long _afterPosition;
    private bool _hasRestarted;

    // The phase that continues after the last group that was handed over.
    private FeedPhase _phase = plan.Phases[0];

    // The row of look-ahead.
    private FetchedRow<T> _ahead;
    private bool _hasAhead;

    // The failure of a row after the group that was handed over.
    private ExceptionDispatchInfo? _failure;

    private string AdviceOnUnreadable => "Correct it at the source, or skip it with -SkipUnreadable"
        + (plan.ForCheckpoint ? "; the run stopped before it and resumes there." : ".");

    /// <summary>How many rows were handed over.</summary>
    public long RowsRead { get; private set; }

    /// <summary>Whether reading ended because of <see cref="ReadPlan.MaxRow"/>: there may be more.</summary>
    public bool IsLimited => _counted >= plan.MaxRow && (_afterPosition == 0 || !plan.ForCheckpoint);

    /// <summary>Appends the next complete group.</summary>
    /// <returns>Whether there was one; after <see cref="FeedStep.Cut"/>, the rows appended are not a complete group.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public FeedStep Read(List<T> rows)
    {
        _failure?.Throw();
        if (IsLimited)
        {
            return FeedStep.End;
        }

        WarnOfRepetition();
        var step = _hasAhead ? FeedStep.Row : Advance(group: null);
        if (step == FeedStep.Row)
        {
            return ReadGroup(rows);
        }

        if (step == FeedStep.End)
        {
            Report(skipped.Pending);
            skipped.End();
        }

        return step;
    }

    /// <summary>Discards what was read after the last group that was handed over, and starts again there.</summary>
    public void Restart()
    {
        _hasAhead = false;
        _ahead = default;
        _failure = null;
        _hasRestarted = true;
        skipped.Restart();
        reader.Restart(_phase);
    }

    /// <summary>Stops reading.</summary>
    public void Dispose() => reader.Dispose();

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private FeedStep ReadGroup(List<T> rows)
    {
        var group = new RowGroup(reader.Phase, _ahead.CursorValue, _ahead.Key!.Value);
        var skippedBefore = skipped.PendingBefore(group);
        var (count, skippedUpToLast, last) = (0L, 0, group.Key);
        var left = plan.ForCheckpoint ? long.MaxValue : plan.MaxRow - _counted;
        FeedStep step;
        do
        {
            rows.Add(_ahead.Item);
            count++;
            (skippedUpToLast, last) = (skipped.Pending, _ahead.Key!.Value);
            _hasAhead = false;
            step = count == left ? FeedStep.End : Advance(group);
        }
        while (step == FeedStep.Row && plan.Schema.HasKey && group.Includes(reader.Phase, _ahead.CursorValue, _ahead.Key));

        if (step == FeedStep.Cut)
        {
            return step;
        }

        Report(skippedBefore);
        Report(plan.Schema.HasKey ? skippedUpToLast - skippedBefore : 0, isPassed: false);
        Complete(group with { Key = last }, isLast: step == FeedStep.End && count != left);
        RowsRead += count;
        _counted += plan.Counts(group.Phase) ? count : 0;
        return FeedStep.Row;
    }

    // The position is the last row's, because the server may tell rows apart that are one group here.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Complete(RowGroup group, bool isLast)
    {
        if (plan.Schema.HasKey || IsLastOfValue(group, isLast))
        {
            Pass(group.Phase, group.CursorValue, group.Key);
            _afterPosition = 0;
        }
        else
        {
            _afterPosition++;
        }

        Report(_hasAhead ? skipped.PendingBefore(new RowGroup(reader.Phase, _ahead.CursorValue, _ahead.Key!.Value)) : skipped.Pending);
        _phase = reader.Phase;
    }

    // Whether no row of the same cursor value follows, as far as the look-ahead shows. A row whose cursor value cannot be read may be one.
    private bool IsLastOfValue(RowGroup group, bool isLast) =>
        _hasAhead || _failure is not null
            ? reader.Phase != group.Phase || (_ahead.CursorValue is { } next && next != group.CursorValue)
            : isLast;

    private void WarnOfRepetition()
    {
        if (_hasRestarted && _afterPosition > 0)
        {
            observer.Warn(
                $"{_afterPosition} row(s) of {plan.Schema.Table} after {position.Reached ?? plan.From} are delivered again: "
                + "the connection was lost, and without a key it is not known which rows of a cursor value were delivered.");

            // A checkpoint after fewer rows than wanted, or none, would let each run repeat the same rows.
            _counted -= plan.ForCheckpoint && plan.Counts(_phase) ? _afterPosition : 0;
            _afterPosition = 0;
        }

        _hasRestarted = false;
    }

    // Moves the look-ahead. Within a group, the failure of a row that is no part of it waits until the group has been handed over.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private FeedStep Advance(RowGroup? group)
    {
        _hasAhead = false;
        while (true)
        {
            var step = reader.Fetch(ref _ahead, _counted);
            if (step != FeedStep.Row)
            {
                return step;
            }

            if (_ahead.Problem is not { } problem)
            {
                _hasAhead = true;
                return FeedStep.Row;
            }

            if (plan.SkipUnreadable)
            {
                skipped.Add(new UnreadableRow(reader.Phase, _ahead.CursorValue, _ahead.Key, _ahead.Name!, problem.Message));
                continue;
            }

            var error = SourceErrors.UnreadableRow(
                plan.Schema.Table, _ahead.Name!, problem.Message, AdviceOnUnreadable, problem.InnerException);
            if (group is not { } current || current.Includes(reader.Phase, _ahead.CursorValue, _ahead.Key))
            {
                throw error;
            }

            _failure = ExceptionDispatchInfo.Capture(error);
            return FeedStep.End;
        }
    }

    // Reports the first of the rows that were skipped, and moves past them, unless they lie before a row that is passed next.
    private void Report(int count, bool isPassed = true)
    {
        for (var i = 0; i < count; i++)
        {
            var row = skipped.Take();
            if (isPassed && row.HasPosition)
            {
                Pass(row.Phase, row.CursorValue, row.Key!.Value);
            }

            skipped.Report(row);
        }
    }

    private void Pass(FeedPhase phase, CursorValue? cursorValue, KeyValue key)
    {
        position.Pass(phase, cursorValue, key);
        skipped.Pass(cursorValue);
    }
}
