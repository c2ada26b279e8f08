using System.Text.Json.Serialization;

namespace RedshiftSync;

/// <summary>
/// The position of the last row delivered, in the order in which the server returns rows: by cursor value, then by key.
/// </summary>
/// <param name="CursorValue">The row's value of the cursor column: UTC, whole microseconds.</param>
/// <param name="Key">
/// The row's key. Null marks the position just before every row of <paramref name="CursorValue"/>, so that those are delivered (again).
/// </param>
internal readonly record struct Watermark([property: JsonPropertyName("updated_at")] DateTime CursorValue, KeyValue? Key) : IComparable<Watermark>
{
    /// <summary>Orders by cursor value, then by key; a position without a key comes before all keys of its cursor value.</summary>
    public int CompareTo(Watermark other)
    {
        var byCursor = CursorValue.CompareTo(other.CursorValue);
        return byCursor != 0 ? byCursor : Nullable.Compare(Key?.Integer, other.Key?.Integer);
    }

    /// <summary>True when <paramref name="left"/> comes before <paramref name="right"/>.</summary>
    public static bool operator <(Watermark left, Watermark right) => left.CompareTo(right) < 0;

    /// <summary>True when <paramref name="left"/> comes after <paramref name="right"/>.</summary>
    public static bool operator >(Watermark left, Watermark right) => left.CompareTo(right) > 0;

    /// <summary>True when <paramref name="left"/> does not come after <paramref name="right"/>.</summary>
    public static bool operator <=(Watermark left, Watermark right) => left.CompareTo(right) <= 0;

    /// <summary>True when <paramref name="left"/> does not come before <paramref name="right"/>.</summary>
    public static bool operator >=(Watermark left, Watermark right) => left.CompareTo(right) >= 0;

    /// <summary>For messages: the cursor value and the key, if any.</summary>
    public override string ToString() => Key is { } key ? $"{IsoTimestamp.Format(CursorValue)} / {key}" : IsoTimestamp.Format(CursorValue);
}
