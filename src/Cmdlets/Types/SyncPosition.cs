namespace RedshiftSync;

/// <summary>A place in the order in which rows are read: a watermark.</summary>
public sealed class SyncPosition
{
    private readonly Watermark _watermark;

    private SyncPosition(Watermark watermark)
    {
        _watermark = watermark;
    }

    /// <summary>The time of the last row delivered, UTC.</summary>
    public UtcTimestamp UpdatedAt => new(_watermark.UpdatedAt);

    /// <summary>The key of the last row delivered; null for a place just before every row of that time.</summary>
    public long? CustomerId => _watermark.Key;

    internal static SyncPosition? From(Watermark? watermark) => watermark is { } value ? new(value) : null;

    /// <summary>Time and key.</summary>
    public override string ToString() => _watermark.ToString();
}
