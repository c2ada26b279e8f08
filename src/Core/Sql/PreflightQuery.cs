namespace RedshiftSync;

/// <summary>The statements that count rows that need special treatment in a sync. Each reads the whole table.</summary>
/// <param name="Schema">The table and its columns.</param>
internal sealed record PreflightQuery(TableSchema Schema)
{
    /// <summary>
    /// Counts all rows; the rows with a NULL cursor, with a cursor value after the server's clock, and with a NULL key; and those whose
    /// time is a whole day or a whole hour.
    /// </summary>
    /// <param name="axis">How the values of the cursor column relate to UTC.</param>
    /// <param name="clock">The server's clock, UTC.</param>
    public SqlStatement Count(CursorAxis axis, DateTime clock)
    {
        var cursor = Schema.Cursor.Quoted;
        var now = axis.At(clock);
        string[] counts =
        [
            "count(*)",
            CountIf($"{cursor} IS NULL"),
            now is null ? "0" : CountIf($"{cursor} > @clock"),
            Schema.HasKey ? CountIf(string.Join(" OR ", Schema.KeyColumns.Select(c => $"{c.Quoted} IS NULL"))) : "0",
            axis.Kind == CursorKind.Time ? CountIf($"{cursor} = date_trunc('day', {cursor})") : "0",
            axis.Kind == CursorKind.Time ? CountIf($"{cursor} = date_trunc('hour', {cursor})") : "0",
        ];
        return Schema.Statement(
            $"SELECT {string.Join(", ", counts)} FROM {Schema.Table.Quoted}{Schema.Where("")}",
            now is { } value ? [axis.Bind("clock", value)] : []);
    }

    /// <summary>Counts the keys that occur more than once.</summary>
    public SqlStatement CountDuplicates()
    {
        var key = string.Join(", ", Schema.KeyColumns.Select(c => c.Quoted));
        var hasKey = string.Join(" AND ", Schema.KeyColumns.Select(c => $"{c.Quoted} IS NOT NULL"));
        var duplicates = $"SELECT {key} FROM {Schema.Table.Quoted}{Schema.Where(hasKey)} GROUP BY {key} HAVING count(*) > 1";
        return Schema.Statement($"SELECT count(*) FROM ({duplicates}) AS duplicates");
    }

    private static string CountIf(string condition) => $"count(CASE WHEN {condition} THEN 1 END)";
}
