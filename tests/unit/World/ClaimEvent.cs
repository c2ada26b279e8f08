namespace RedshiftSync.UnitTests.World;

/// <summary>Something that happens in a <see cref="ClaimModel"/>.</summary>
internal abstract record ClaimEvent;

/// <summary>Rows are inserted, or changed where their keys exist; then time passes.</summary>
/// <param name="FirstKey">The first key.</param>
/// <param name="Count">The number of consecutive keys.</param>
/// <param name="IsOneStamp">Whether all rows get the same time.</param>
/// <param name="IsDuplicate">Whether an existing row with the same key is kept: Redshift does not enforce keys.</param>
/// <param name="Minutes">How much time passes.</param>
internal sealed record RowsChange(long FirstKey, int Count, bool IsOneStamp, bool IsDuplicate, int Minutes) : ClaimEvent;

/// <summary>A run with one of the states.</summary>
/// <param name="State">Which state.</param>
/// <param name="Destination">Which destination; null delivers to a script block.</param>
/// <param name="Since">The -Since of the run, as a fraction of the time that has passed so far; null for none.</param>
/// <param name="IsFull">Whether -Full is given.</param>
/// <param name="MaxRow">The -MaxRow of the run; null for none.</param>
/// <param name="LookbackMinutes">The -Lookback of the run.</param>
/// <param name="BatchSize">The -BatchSize of the run.</param>
/// <param name="Ending">How the run ends.</param>
/// <param name="At">After how many rows, batches or steps it ends, unless it ends by itself.</param>
internal sealed record RunHappens(
    int State, int? Destination, double? Since, bool IsFull, int? MaxRow, int LookbackMinutes, int BatchSize, Ending Ending, int At)
    : ClaimEvent;

/// <summary>A copy of a state file or a destination is made, or restored if there is one.</summary>
internal sealed record CopyHappens(bool IsState, int Which, bool IsRestore) : ClaimEvent;

/// <summary>The checkpoint of a state is set manually.</summary>
/// <param name="State">Which state.</param>
/// <param name="To">The new time, as a fraction of the time that has passed so far.</param>
/// <param name="Key">The key; null for a position before all rows of that time.</param>
internal sealed record StateIsSet(int State, double To, long? Key) : ClaimEvent;

/// <summary>A state file is removed.</summary>
internal sealed record StateIsCleared(int State) : ClaimEvent;

/// <summary>A user changes a destination.</summary>
internal sealed record DestinationIsChanged(int Destination, Interference Kind) : ClaimEvent;

internal enum Ending
{
    /// <summary>The run ends by itself.</summary>
    Good,

    /// <summary>Reading fails permanently; the rows before that and the state file are written.</summary>
    SourceFails,

    /// <summary>Writing fails permanently.</summary>
    DestinationFails,

    /// <summary>The process is killed while it reads.</summary>
    KilledReading,

    /// <summary>The process is killed before a commit.</summary>
    KilledBeforeCommit,

    /// <summary>The process is killed after a commit, before the state file is written.</summary>
    KilledAfterCommit,

    /// <summary>The process is killed while it writes the state file.</summary>
    KilledWritingState,
}

internal enum Interference
{
    TableIsDropped,
    TableIsEmptied,
    CheckpointIsDeleted,
}
