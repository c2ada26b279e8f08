namespace RedshiftSync;

/// <summary>Errors of columns that have changed at the source since the last run.</summary>
internal static class SchemaChangeErrors
{
    /// <summary>A type has changed into one that does not hold the values of the old one.</summary>
    /// <param name="destination">The destination's display name.</param>
    /// <param name="table">The destination's table.</param>
    /// <param name="change">The column, with its types before and now.</param>
    /// <param name="isPlain">Whether the column is neither part of the key nor the cursor.</param>
    public static SyncException NotWider(string destination, string table, SchemaChange change, bool isPlain) => Create(
        destination,
        table,
        change,
        "no widening, so the destination does not follow",
        isPlain
            ? $"Drop column {change.Column} of the destination's table: the next run adds it with the new type, and -Full fills it. "
                + "Or give -SchemaChange Ignore to each run, which goes on while the values fit the type that the destination has."
            : "Give -SchemaChange Ignore to each run, which goes on while the values fit the type that the destination has; "
                + "or sync into another table with -DestinationTable and a state file of its own.");

    /// <summary>The destination's table cannot follow a change.</summary>
    /// <param name="destination">The destination's display name.</param>
    /// <param name="table">The destination's table.</param>
    /// <param name="change">The change.</param>
    /// <param name="obstacle">What is in the way, as a clause.</param>
    /// <param name="cause">The destination's own exception, if any.</param>
    public static SyncException Blocked(string destination, string table, SchemaChange change, string obstacle, Exception? cause = null) =>
        Create(
            destination,
            table,
            change,
            obstacle,
            "Remove what is in the way or alter the table yourself, then run the command again; the last checkpoint stands."
                + (change.Kind == SchemaChangeKind.Added ? " -SchemaChange Ignore leaves new columns out." : ""),
            cause);

    /// <summary>The values of a changed type do not fit the destination's column, although changes are ignored.</summary>
    public static SyncException DoesNotFit(string destination, string table, SchemaChange change, string problem) => Create(
        destination,
        table,
        change,
        problem,
        change.Kind == SchemaChangeKind.Widened
            ? "Sync without -SchemaChange Ignore, which follows a wider type."
            : $"Drop column {change.Column} of the destination's table; then a sync without -SchemaChange Ignore adds it with the new type, "
                + "and -Full fills it.");

    /// <summary>Something has changed, and the user wants to know first.</summary>
    public static SyncException NotAllowed(string destination, string table, IReadOnlyList<SchemaChange> changes) => new(
        ErrorId.SchemaChanged,
        $"The source of table '{table}' in '{destination}' has changed: {string.Join("; ", changes)}. Nothing was written.",
        "Run the command once with -SchemaChange Evolve to follow the changes, or with Ignore to leave them.",
        destination);

    /// <summary>The source's table was changed while it was read.</summary>
    /// <param name="table">The source's table.</param>
    /// <param name="column">The column.</param>
    /// <param name="before">Its type when the run began.</param>
    /// <param name="now">Its type now.</param>
    public static SyncException DuringRun(TableName table, string column, string before, string now) => DuringRun(
        table, $"Column {column} of {table} was {before} when the run began and is {now} now", cause: null);

    /// <summary>A column of the source's table was dropped while it was read.</summary>
    /// <param name="table">The source's table.</param>
    /// <param name="answer">The server's message.</param>
    /// <param name="cause">The server's error.</param>
    public static SyncException DroppedDuringRun(TableName table, string answer, Exception cause) =>
        DuringRun(table, $"{table} has lost a column since the run began: {answer.TrimEnd('.')}", cause);

    private static SyncException DuringRun(TableName table, string problem, Exception? cause) => new(
        ErrorId.SchemaChanged,
        $"{problem}.",
        "Run the command again: it goes on from the last checkpoint with the table as it is now.",
        table.ToString(),
        cause);

    private static SyncException Create(
        string destination, string table, SchemaChange change, string obstacle, string advice, Exception? cause = null) => new(
        ErrorId.SchemaChanged,
        $"The table '{table}' in '{destination}' cannot follow its source ({change}): {obstacle}.",
        advice,
        destination,
        cause);
}
