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

    /// <summary>No column, or more than one, says when a row has changed.</summary>
    public static SyncException CursorNotFound(TableName table, string problem, string advice) =>
        new(ErrorId.CursorNotFound, problem, advice, table.ToString());

    /// <summary>A column that was named does not exist.</summary>
    public static SyncException ColumnNotFound(TableName table, string problem, string advice) =>
        new(ErrorId.ColumnNotFound, problem, advice, table.ToString());

    /// <summary>The names of columns differ only by case, and an object in PowerShell has one property for them.</summary>
    public static SyncException ColumnNameConflict(TableName table, IEnumerable<string> names) => new(
        ErrorId.ColumnNameConflict,
        $"The columns {string.Join(" and ", names)} of {table} differ only by case, which PowerShell ignores.",
        "Leave one out with -ExcludeColumn, or read a view that gives them other names.",
        table.ToString());
}
