namespace RedshiftSync;

/// <summary>What a feed reads.</summary>
/// <param name="Shape">The table and its columns.</param>
/// <param name="Axis">How the time column's values relate to UTC.</param>
/// <param name="From">Where to start: after this row, or at this time when it has no key.</param>
/// <param name="Before">The exclusive upper bound in UTC, or null for none.</param>
public sealed record ReadPlan(TableShape Shape, TimeAxis Axis, Watermark From, DateTime? Before)
{
    /// <summary>Whether rows without a time come first.</summary>
    public bool IncludeUndated { get; init; }

    /// <summary>Whether to report rows that cannot be represented and go on, instead of stopping before the first.</summary>
    public bool SkipUnreadable { get; init; }

    /// <summary>How many rows to read, or null for all.</summary>
    public long? MaxRow { get; init; }

    /// <summary>Whether to exceed <see cref="MaxRow"/> by the rest of the last group, as a checkpoint after it demands.</summary>
    public bool WholeGroups { get; init; } = true;
}
