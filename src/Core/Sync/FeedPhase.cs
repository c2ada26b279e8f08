namespace RedshiftSync;

/// <summary>The parts of a feed, in the order in which they are read, each with a statement of its own.</summary>
internal enum FeedPhase
{
    /// <summary>Rows whose cursor value is NULL.</summary>
    NullCursor,

    /// <summary>Rows up to the checkpoint that a lookback delivers again.</summary>
    Lookback,

    /// <summary>Rows after the checkpoint.</summary>
    Changes,
}
