using System.Runtime.CompilerServices;

namespace RedshiftSync;

/// <summary>The last row of each phase that was handed over, and the statement that continues after it.</summary>
internal sealed class FeedPosition(ReadPlan plan)
{
    private KeyValue? _nullCursorKey;
    private Watermark? _lookback;

    /// <summary>The last row after the checkpoint that was handed over or skipped; null before the first.</summary>
    public Watermark? Reached { get; private set; }

    /// <summary>Moves to a row that was handed over or skipped.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Pass(FeedPhase phase, CursorValue? cursorValue, KeyValue key)
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

    /// <summary>The statement that reads the remaining rows of a phase.</summary>
    public SqlStatement Next(FeedPhase phase, long? limit) => phase switch
    {
        FeedPhase.NullCursor => new NullCursorQuery(plan.Schema).Select(_nullCursorKey, limit),
        FeedPhase.Lookback => (Changes(_lookback ?? new Watermark(plan.LookbackFrom!.Value, null), limit) with { Through = plan.From })
            .SelectRows(),
        _ => Changes(Reached ?? plan.From, limit).SelectRows(),
    };

    private ChangeQuery Changes(Watermark after, long? limit) => new(plan.Schema, plan.Axis, after, plan.Before, limit);
}
