namespace RedshiftSync;

/// <summary>A row from the source: an object, or the reason why there is none.</summary>
/// <typeparam name="T">The type that each row becomes.</typeparam>
internal struct FetchedRow<T>
{
    /// <summary>The object; not set if there is a problem.</summary>
    public T Item;

    /// <summary>The row's key; null if the database has NULL.</summary>
    public KeyValue? Key;

    /// <summary>The row's time in UTC; null if the database has NULL or the time cannot be represented.</summary>
    public DateTime? Time;

    /// <summary>Why the row cannot be represented; null if it can.</summary>
    public UnreadableValueException? Problem;
}
