namespace RedshiftSync;

/// <summary>Errors of deciding how a table is read: its key, its cursor, its columns, and the filter of its rows.</summary>
internal static class TableErrors
{
    /// <summary>
    /// A filter is not one condition, or its parameters do not fit. The filter is not quoted: it can contain personal data.
    /// </summary>
    /// <param name="problem">What is wrong and where, as a clause.</param>
    /// <param name="advice">What to do about it.</param>
    public static SyncException FilterInvalid(string problem, string advice) =>
        new(ErrorId.FilterInvalid, $"The filter cannot be used: {problem}.", advice, "-Filter");

    /// <summary>The server refuses a statement because of the filter.</summary>
    /// <param name="refusal">The refusal.</param>
    // The server's text rather than the summary, which takes what is missing for a part of the table. A text in it is part of the
    // filter, so then the refusal is not kept either.
    public static SyncException FilterRefused(SyncException refusal)
    {
        var says = refusal.InnerException?.Message.Split('\n')[0].Trim().TrimEnd('.') ?? refusal.Summary.TrimEnd('.');
        var quotesText = says.Contains('\'');
        return new(
            ErrorId.FilterInvalid,
            $"The server refuses the filter{(quotesText ? " near a text in single quotes" : $": {says}")}.",
            "Correct -Filter: it has to be one condition as it can stand after WHERE, over columns of the table, "
                + "and over other tables only if this user may read them.",
            "-Filter",
            quotesText ? null : refusal);
    }

    /// <summary>A filter fails because of a value: of a row, of a parameter or of the filter itself.</summary>
    /// <param name="sqlState">The server's code.</param>
    /// <param name="problem">The problem as a noun, without the value. The server's exception has it, so there is no cause.</param>
    public static SyncException FilterFailed(string sqlState, string problem) => new(
        ErrorId.FilterInvalid,
        $"The filter fails (SQLSTATE {sqlState}): {problem}.",
        "Correct -Filter, or a value of -FilterParameter: what is compared or converted has to fit the type of the column, in every row.",
        "-Filter");

    /// <summary>The table has no key, or a column of the key does not exist.</summary>
    public static SyncException KeyNotFound(TableName table, string problem, string advice) =>
        new(ErrorId.KeyNotFound, problem, advice, table.ToString());

    /// <summary>A database as a destination needs a key, by which rows are replaced.</summary>
    public static SyncException KeyNeeded(TableName table) => KeyNotFound(
        table,
        $"{table} is read without a key, and a database needs one to replace the rows that have changed.",
        "Name the columns that tell rows apart with -KeyColumn, or leave -Destination out and write the rows elsewhere.");

    /// <summary>Some of several tables were not synced.</summary>
    /// <param name="failed">The tables.</param>
    /// <param name="results">The results of all tables.</param>
    public static SyncException TablesFailed(IReadOnlyList<string> failed, Array results) => new(
        ErrorId.TablesFailed,
        $"{failed.Count} of {results.Length} tables were not synced completely: {string.Join(", ", failed)}.",
        "The errors before this one, and Error in the results, say why. The other tables are complete; the next run goes on with these.",
        results);

    /// <summary>No column, or more than one, says when a row has changed.</summary>
    public static SyncException CursorNotFound(TableName table, string problem, string advice) =>
        new(ErrorId.CursorNotFound, problem, advice, table.ToString());

    /// <summary>A column that was named does not exist.</summary>
    public static SyncException ColumnNotFound(TableName table, string problem, string advice) =>
        new(ErrorId.ColumnNotFound, problem, advice, table.ToString());

    /// <summary>A column that an earlier run has chosen is gone.</summary>
    public static SyncException ColumnGone(TableName table, string problem, string advice) =>
        new(ErrorId.SchemaChanged, problem, advice, table.ToString());

    /// <summary>A column of the key or the cursor has a type that orders or compares values in another way than before.</summary>
    /// <param name="table">The table.</param>
    /// <param name="change">The column, and its types before and now.</param>
    public static SyncException TypeChanged(string table, (string Column, string Before, string Now) change) => new(
        ErrorId.SchemaChanged,
        $"Column {change.Column} of {table} was of type {change.Before} at the first run and is of type {change.Now}, "
            + "so the checkpoint is no position in the table any more.",
        "Start over with -Full, which delivers all rows again, or use another state file.",
        table);

    /// <summary>The names of columns differ only by case, and an object in PowerShell has one property for them.</summary>
    /// <param name="table">The table.</param>
    /// <param name="names">The names.</param>
    /// <param name="isRecorded">Whether an earlier run has chosen the columns.</param>
    public static SyncException ColumnNameConflict(TableName table, IEnumerable<string> names, bool isRecorded) => new(
        ErrorId.ColumnNameConflict,
        $"The columns {string.Join(" and ", names)} of {table} differ only by case, which PowerShell ignores.",
        isRecorded
            ? "To go on from the checkpoint, leave one out with -ExcludeColumn and give -Force; or read a view that gives them other names."
            : "Leave one out with -ExcludeColumn, or read a view that gives them other names.",
        table.ToString());
}
