using Npgsql;

namespace RedshiftSync.Adapters.Source;

/// <summary>
/// Failures because of a value (docs/redshift.md, Errors worth telling apart). The server's texts quote the value, which can be a row's
/// content or a parameter of a filter, so they are not shown.
/// </summary>
internal static class DataException
{
    // How Redshift's compute nodes begin their texts, which have the SQLSTATE of an internal error.
    private static readonly string[] OfComputeNodes =
    [
        "Invalid digit", "Invalid Date Format", "Invalid timestamp", "Numeric data overflow", "Overflow", "Divide by zero",
        "Value out of range",
    ];

    /// <summary>Whether the server failed because of a value.</summary>
    public static bool Is(PostgresException answer) =>
        answer.SqlState is ['2', '2', ..]
        || (answer.SqlState == PostgresErrorCodes.InternalError
            && OfComputeNodes.Any(text => answer.MessageText.AsSpan().TrimStart().StartsWith(text, StringComparison.OrdinalIgnoreCase)));

    /// <summary>Describes the problem without the value, as a clause.</summary>
    public static string Describe(string sqlState) => sqlState switch
    {
        PostgresErrorCodes.DivisionByZero => "a division by zero",
        PostgresErrorCodes.InvalidTextRepresentation => "a text that does not have the form of its type",
        PostgresErrorCodes.InvalidDatetimeFormat => "a text that is not a date or a time",
        PostgresErrorCodes.DatetimeFieldOverflow => "a date or a time that does not exist or is out of range",
        PostgresErrorCodes.NumericValueOutOfRange => "a number that is out of range",
        PostgresErrorCodes.StringDataRightTruncation => "a text that is too long for its type",
        _ => "a value that cannot be used here",
    } + " (the server's text is left out, because it quotes the value)";
}
