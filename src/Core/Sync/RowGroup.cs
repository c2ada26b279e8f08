namespace RedshiftSync;

/// <summary>The rows that share a cursor value and a key, of one phase of a feed.</summary>
/// <param name="Phase">The phase.</param>
/// <param name="CursorValue">The cursor value in UTC; null for NULL.</param>
/// <param name="Key">The key.</param>
internal readonly record struct RowGroup(FeedPhase Phase, CursorValue? CursorValue, KeyValue Key)
{
    /// <summary>Whether a row may belong to the group. It may include a row too many, which only makes the group larger.</summary>
    public bool Includes(FeedPhase phase, CursorValue? cursorValue, KeyValue? key) =>
        key is { } other && Phase == phase && CursorValue == cursorValue && Key.MayBeSame(other);
}
