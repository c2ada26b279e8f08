namespace RedshiftSync;

/// <summary>Converts cursor values to the objects that scripts see.</summary>
internal static class CursorObject
{
    /// <summary>A UtcTimestamp, a Date or a long.</summary>
    public static object Of(CursorValue value) => value.Kind switch
    {
        CursorKind.Integer => value.Integer,
        CursorKind.Day => Date.From(value.Time)!,
        _ => new UtcTimestamp(value.Time),
    };

    /// <summary>The start of a sync; null for the beginning of the table.</summary>
    public static object? OfStart(CursorValue start) => start.IsEarliest ? null : Of(start);
}
