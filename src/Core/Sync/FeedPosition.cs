namespace RedshiftSync;

/// <summary>How far each phase of a feed has come, and the statement that continues from there.</summary>
internal sealed class FeedPosition(ReadPlan plan)
{
    private KeyValue? _nullCursorKey;
    private Watermark? _lookback;

    /// <summary>The last row after the checkpoint that was handed over or skipped; null before the first.</summary>
    public Watermark? Reached { get; private set; }

    /// <summary>Moves to a row that was handed over or skipped.</summary>
    public void Pass(FeedPhase phase, DateTime? cursorValue, KeyValue key)
    {
        switch (phase, cursorValue)
        {
            case (FeedPhase.Lookback, { } value):
                _lookback = new Watermark(value, key);
                break;
            case (FeedPhase.Changes, { } value):
                Reached = new Watermark(value, key);
                break;
            default:
                _nullCursorKey = key;
                break;
        }
    }

    /// <summary>The statement for the rows of a phase that are left.</summary>
    public SqlStatement Next(FeedPhase phase, long? limit) => phase switch
    {
        FeedPhase.NullCursor => new NullCursorQuery(plan.Schema).Select(_nullCursorKey, limit),
        FeedPhase.Lookback => new ChangeQuery(plan.Schema, plan.Axis, _lookback ?? new Watermark(plan.LookbackFrom!.Value, null), plan.Before, limit) { Through = plan.From }.SelectRows(),
        _ => new ChangeQuery(plan.Schema, plan.Axis, Reached ?? plan.From, plan.Before, limit).SelectRows(),
    };
}
