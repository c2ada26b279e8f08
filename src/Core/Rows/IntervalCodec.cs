namespace RedshiftSync;

/// <summary>Intervals, whose values are delivered as the text that the server writes.</summary>
internal sealed class IntervalCodec() : PlainTextCodec(
    ColumnKind.Interval,
    [1186, 1188, 1190],
    "interval", "intervaly2m", "intervald2s", "interval year to month", "interval day to second")
{
    public override bool IsCompared => true;

    public override bool IsComparedAsText => true;

    // A varchar without a length has 256 bytes on Redshift, more than any interval, and no limit in a destination.
    public override string CanonicalText(string value, ColumnType type) => $"CAST({value} AS varchar)";
}
