namespace RedshiftSync;

/// <summary>A row from the source: an object, or the reason why there is none.</summary>
/// <typeparam name="T">The type that each row becomes.</typeparam>
internal struct FetchedRow<T>
{
    /// <summary>The object; not set if there is a problem.</summary>
    public T Item;

    /// <summary>The key; null where a part of it is NULL or cannot be represented.</summary>
    public KeyValue? Key;

    /// <summary>The cursor value in UTC; null for NULL, and where it cannot be represented.</summary>
    public CursorValue? CursorValue;

    /// <summary>Why the row cannot be represented; null if it can.</summary>
    public UnreadableValueException? Problem;

    /// <summary>How messages name the row; null if there is no problem.</summary>
    public string? Name;
}
