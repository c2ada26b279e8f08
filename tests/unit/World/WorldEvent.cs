namespace RedshiftSync.UnitTests.World;

/// <summary>Something that happens in a <see cref="WorldModel"/>.</summary>
internal abstract record WorldEvent;

/// <summary>The server's clock advances, or is set back by less than the lag.</summary>
internal sealed record ClockMoves(TimeSpan By) : WorldEvent;

/// <summary>Rows are inserted: their timestamps are some time ago, and they become visible after a delay.</summary>
internal sealed record RowsArrive(RowKind Kind, int Count, long FirstKey, bool IsOneKey, TimeSpan Age, bool IsWholeSecond, TimeSpan Delay)
    : WorldEvent;

/// <summary>A row changes.</summary>
internal sealed record RowIsUpdated(int Index, TimeSpan Age) : WorldEvent;

/// <summary>A sync runs, with or without a failure.</summary>
internal sealed record SyncHappens(
    SyncMode Mode, int BatchSize, Trouble Trouble, int At, int Cuts, bool IsFull, int? MaxRow, TimeSpan Lookback)
    : WorldEvent;

internal enum RowKind
{
    WithCursor,
    NullCursor,
    Future,
    Unreadable,
    Keyless,
}

internal enum SyncMode
{
    Pipeline,
    Batches,
    Destination,
}

internal enum Trouble
{
    None,
    ReaderDies,
    StateWriterDies,
    ConsumerFails,
}
