using System.Text.Json.Serialization;

namespace RedshiftSync;

/// <summary>
/// The position of the last row delivered, in the order in which the server returns rows: by cursor value, then by key. Only the server
/// orders keys, so two positions of one cursor value are equal or not, and neither is known to come first.
/// </summary>
/// <param name="CursorValue">The row's value of the cursor column; times in UTC, with whole microseconds.</param>
/// <param name="Key">
/// The row's key. Null marks the position just before every row of <paramref name="CursorValue"/>, so that those are delivered (again). In
/// a table without a key, a key without parts marks the position after all of them.
/// </param>
internal readonly record struct Watermark([property: JsonRequired] CursorValue CursorValue, KeyValue? Key)
{
    /// <summary>Whether this position is known to be the other one or a later one.</summary>
    public bool IsKnownToReach(Watermark other) =>
        this == other || CursorValue > other.CursorValue || (CursorValue == other.CursorValue && other.Key is null);

    /// <summary>The cursor value and the key, if any, for messages.</summary>
    public override string ToString() => Key is { IsNone: false } key ? $"{CursorValue} / {key}" : $"{CursorValue}";
}
