namespace RedshiftSync;

/// <summary>The request of a sync.</summary>
/// <param name="Schema">The source table.</param>
/// <param name="Source">The identity that the state file has to match.</param>
internal sealed record SyncRequest(TableSchema Schema, SourceIdentity Source)
{
    /// <summary>The default safety lag.</summary>
    public static readonly TimeSpan DefaultSafetyLag = TimeSpan.FromMinutes(1);

    /// <summary>The kind of consumer that receives the rows.</summary>
    public ConsumerKind Consumer { get; init; }

    /// <summary>The start of a first sync, inclusive; null for <see cref="DefaultStart"/>.</summary>
    public CursorValue? Since { get; init; }

    /// <summary>The start of a first sync if the user gives none.</summary>
    public CursorValue DefaultStart { get; init; } = SyncState.DefaultStart;

    /// <summary>
    /// The distance from the server's clock to the upper bound, for times. A row is never missed if it is committed within this time of its
    /// timestamp.
    /// </summary>
    public TimeSpan SafetyLag { get; init; } = DefaultSafetyLag;

    /// <summary>
    /// The span before the watermark that is read again, for rows that arrive later than the lag: ticks for times and days, else a number.
    /// </summary>
    public long Lookback { get; init; }

    /// <summary>The zone of a plain timestamp or date column; null for UTC.</summary>
    public TimeZoneInfo? TimeZone { get; init; }

    /// <summary>What to do about rows with a NULL cursor; null for a warning on a first or full run.</summary>
    public NullTimestampAction? NullTimestamp { get; init; }

    /// <summary>
    /// Whether to leave out rows that cannot be read or that the destination refuses, instead of stopping before the first.
    /// </summary>
    public bool SkipUnreadable { get; init; }

    /// <summary>The number of rows after which the run ends, at the end of a group; null for no limit.</summary>
    public long? MaxRow { get; init; }

    /// <summary>Whether to start over and let every row of the source replace the row in the destination.</summary>
    public bool Full { get; init; }

    /// <summary>Whether to accept a state of another source or with a watermark after the server's clock.</summary>
    public bool Force { get; init; }

    /// <summary>What a destination does if the source's columns have changed since the last run.</summary>
    public SchemaChangeMode SchemaChange { get; init; }
}

/// <summary>What to do about rows whose time is NULL: no range of time covers them.</summary>
public enum NullTimestampAction
{
    /// <summary>Count them and warn.</summary>
    Warn,

    /// <summary>Fail if there are any.</summary>
    Error,

    /// <summary>Deliver them first, with every run.</summary>
    Include,

    /// <summary>Do nothing about them.</summary>
    Ignore,
}
