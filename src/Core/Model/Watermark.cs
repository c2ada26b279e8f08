namespace RedshiftSync;

/// <summary>
/// The position of the last row delivered, in the order in which rows are read: by time, then by key.
/// </summary>
/// <param name="UpdatedAt">The row's time in UTC, whole microseconds.</param>
/// <param name="Key">
/// The row's key. Null marks a position just before every row of <paramref name="UpdatedAt"/>, so that those are delivered (again).
/// </param>
internal readonly record struct Watermark(DateTime UpdatedAt, long? Key) : IComparable<Watermark>
{
    /// <summary>Orders by time, then by key; a position without a key comes before all keys of its time.</summary>
    public int CompareTo(Watermark other)
    {
        var byTime = UpdatedAt.CompareTo(other.UpdatedAt);
        return byTime != 0 ? byTime : Nullable.Compare(Key, other.Key);
    }

    /// <summary>True when <paramref name="left"/> comes before <paramref name="right"/>.</summary>
    public static bool operator <(Watermark left, Watermark right) => left.CompareTo(right) < 0;

    /// <summary>True when <paramref name="left"/> comes after <paramref name="right"/>.</summary>
    public static bool operator >(Watermark left, Watermark right) => left.CompareTo(right) > 0;

    /// <summary>True when <paramref name="left"/> does not come after <paramref name="right"/>.</summary>
    public static bool operator <=(Watermark left, Watermark right) => left.CompareTo(right) <= 0;

    /// <summary>True when <paramref name="left"/> does not come before <paramref name="right"/>.</summary>
    public static bool operator >=(Watermark left, Watermark right) => left.CompareTo(right) >= 0;

    /// <summary>For messages: the time in ISO 8601 and the key, if any.</summary>
    public override string ToString() => Key is { } key ? FormattableString.Invariant($"{IsoTimestamp.Format(UpdatedAt)} / {key}") : IsoTimestamp.Format(UpdatedAt);
}
