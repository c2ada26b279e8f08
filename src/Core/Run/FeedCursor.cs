namespace RedshiftSync;

/// <summary>How far a feed has come, and the statement that goes on from there.</summary>
internal sealed class FeedCursor(ReadPlan plan)
{
    private long? _nullCursorKey;
    private int _limitFactor = 1;

    /// <summary>The last dated row that was passed; null before the first.</summary>
    public Watermark? Position { get; private set; }

    /// <summary>The limit of the last statement, or null for none.</summary>
    public long? Limit { get; private set; }

    /// <summary>Moves behind a row that was handed over or skipped.</summary>
    public void Pass(DateTime? time, long key)
    {
        if (time is { } dated)
        {
            Position = new Watermark(dated, key);
        }
        else
        {
            _nullCursorKey = key;
        }
    }

    /// <summary>The statement for what is left.</summary>
    /// <param name="nullCursor">Whether for the rows without a time.</param>
    /// <param name="counted">How many rows count so far.</param>
    public SqlStatement Next(bool nullCursor, long counted)
    {
        var after = Position ?? plan.From;
        Limit = LimitFrom(nullCursor, after, counted);
        return nullCursor
            ? new NullCursorQuery(plan.Shape).Select(_nullCursorKey, Limit)
            : new ChangeWindow(plan.Shape, plan.Axis, after, plan.Before, Limit).SelectRows();
    }

    /// <summary>The last limit fell into a group, or upon unreadable rows: the next one is higher.</summary>
    public void RaiseLimit() => _limitFactor *= 2;

    private long? LimitFrom(bool nullCursor, Watermark after, long counted)
    {
        if (plan.MaxRow is not { } max)
        {
            return null;
        }

        if (!plan.ForCheckpoint)
        {
            return max - counted;
        }

        // One more than wanted, to tell whether the last group is complete.
        return nullCursor || after < plan.StartCheckpoint ? null : (max - counted + 1) * _limitFactor;
    }
}
