namespace RedshiftSync;

/// <summary>A row as it came from the source: an object, or why there is none.</summary>
/// <typeparam name="T">What a row is made into.</typeparam>
internal struct FetchedRow<T>
{
    /// <summary>The object; meaningless with a problem.</summary>
    public T Item;

    /// <summary>The row's key; null where the database has NULL.</summary>
    public long? Key;

    /// <summary>The row's time in UTC; null where the database has NULL, and where it cannot be represented.</summary>
    public DateTime? Time;

    /// <summary>Why the row cannot be represented; null when it can.</summary>
    public UnreadableValueException? Problem;
}
