namespace RedshiftSync;

/// <summary>The position of a feed, and the statement that continues from there.</summary>
internal sealed class FeedCursor(ReadPlan plan)
{
    // Redshift takes no larger number (docs/redshift.md, Statements). The feed stops by itself at the limit that the user gave.
    private const long MaxLimit = int.MaxValue;

    private KeyValue? _nullCursorKey;
    private long _limitFactor = 1;

    /// <summary>The last dated row that was passed; null before the first.</summary>
    public Watermark? Position { get; private set; }

    /// <summary>The limit of the last statement, or null for none.</summary>
    public long? Limit { get; private set; }

    /// <summary>Moves behind a row that was handed over or skipped.</summary>
    public void Pass(DateTime? time, KeyValue key)
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

    /// <summary>The statement for the rows that are left.</summary>
    /// <param name="nullCursor">Whether for the rows whose time is NULL.</param>
    /// <param name="counted">How many rows count towards <see cref="ReadPlan.MaxRow"/> so far.</param>
    public SqlStatement Next(bool nullCursor, long counted)
    {
        var after = Position ?? plan.From;
        Limit = LimitFrom(nullCursor, after, counted);
        return nullCursor
            ? new NullCursorQuery(plan.Schema).Select(_nullCursorKey, Limit)
            : new ChangeQuery(plan.Schema, plan.Axis, after, plan.Before, Limit).SelectRows();
    }

    /// <summary>The last limit ended within a group or was used up by rows that are skipped: the next one is higher.</summary>
    public void RaiseLimit() => _limitFactor = Math.Min(_limitFactor * 2, MaxLimit);

    private long? LimitFrom(bool nullCursor, Watermark after, long counted)
    {
        if (plan.MaxRow is not { } max)
        {
            return null;
        }

        // For a checkpoint one more than wanted, to tell whether the last group is complete; and rows that do not count have no limit.
        var wanted = plan.ForCheckpoint ? max - counted : max - counted - 1;
        return (plan.ForCheckpoint && (nullCursor || after < plan.StartCheckpoint)) || wanted >= MaxLimit / _limitFactor ? null : (wanted + 1) * _limitFactor;
    }
}
