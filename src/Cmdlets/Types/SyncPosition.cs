namespace RedshiftSync;

/// <summary>
/// A watermark: a position in the order in which rows are read. Positions compare by cursor value, then by key; keys that are not integers
/// compare as texts, which need not be the order of the server.
/// </summary>
public sealed record SyncPosition : IComparable<SyncPosition>, IComparable
{
    private readonly Watermark _watermark;

    private SyncPosition(Watermark watermark)
    {
        _watermark = watermark;
    }

    /// <summary>The cursor value of the last row delivered: a UtcTimestamp, a Date, or a long.</summary>
    public object CursorValue => CursorObject.Of(_watermark.CursorValue);

    /// <summary>
    /// The key of the last row delivered, its parts separated by slashes; null for the position before all rows of that cursor value. Empty
    /// for the position after them in a table without a key.
    /// </summary>
    public string? Key => _watermark.Key?.ToString();

    /// <summary>The time of the last row delivered, UTC; null if the cursor column holds no points in time.</summary>
    public UtcTimestamp? UpdatedAt => CursorValue as UtcTimestamp;

    /// <summary>The key of the last row delivered, if it is an integer; null otherwise, and for the position before all rows of that
    /// time.</summary>
    public long? CustomerId => _watermark.Key?.Integer;

    /// <summary>Whether <paramref name="left"/> comes before <paramref name="right"/>.</summary>
    public static bool operator <(SyncPosition? left, SyncPosition? right) => Comparer<SyncPosition>.Default.Compare(left, right) < 0;

    /// <summary>Whether <paramref name="left"/> comes after <paramref name="right"/>.</summary>
    public static bool operator >(SyncPosition? left, SyncPosition? right) => Comparer<SyncPosition>.Default.Compare(left, right) > 0;

    /// <summary>Whether <paramref name="left"/> does not come after <paramref name="right"/>.</summary>
    public static bool operator <=(SyncPosition? left, SyncPosition? right) => !(left > right);

    /// <summary>Whether <paramref name="left"/> does not come before <paramref name="right"/>.</summary>
    public static bool operator >=(SyncPosition? left, SyncPosition? right) => !(left < right);

    /// <inheritdoc/>
    public int CompareTo(SyncPosition? other) =>
        other is null ? 1
        : _watermark.CursorValue.CompareTo(other._watermark.CursorValue) is not 0 and var byTime ? byTime
        : (CustomerId, other.CustomerId) is ({ } key, { } otherKey) ? key.CompareTo(otherKey)
        : string.CompareOrdinal(Key, other.Key);

    int IComparable.CompareTo(object? obj) => obj switch
    {
        null => 1,
        SyncPosition other => CompareTo(other),
        _ => throw new ArgumentException($"A position cannot be compared with a {obj.GetType().Name}.", nameof(obj)),
    };

    internal static SyncPosition? From(Watermark? watermark) => watermark is { } value ? new(value) : null;

    /// <summary>Cursor value and key.</summary>
    public override string ToString() => _watermark.ToString();
}
