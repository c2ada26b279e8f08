using System.Globalization;

namespace RedshiftSync;

/// <summary>A statement that selects the primary key of a table, and how its rows are read.</summary>
/// <param name="Statement">The statement. All values of its rows are to be received as text.</param>
/// <param name="ReadNames">Returns the names of the key's columns, in the order of the key, from the rows; empty for no rows.</param>
internal sealed record PrimaryKeyQuery(SqlStatement Statement, Func<IReadOnlyList<string?[]>, IReadOnlyList<string>> ReadNames)
{
    /// <summary>Reads the answer of SHOW CONSTRAINTS: database_name, schema_name, table_name, pk_name, column_name, key_seq.</summary>
    public static IReadOnlyList<string> ReadConstraints(IReadOnlyList<string?[]> rows) =>
        [.. rows.OrderBy(row => Number(row[5])).Select(row => row[4]!)];

    /// <summary>
    /// Reads rows of conkey, attnum and attname, one for each column of the table. The key's numbers are an array in text, such as
    /// <c>{3,1}</c>, in the order of the key.
    /// </summary>
    public static IReadOnlyList<string> ReadAttributes(IReadOnlyList<string?[]> rows)
    {
        if (rows.Count == 0)
        {
            return [];
        }

        var names = rows.ToDictionary(row => Number(row[1]), row => row[2]!);
        return [.. rows[0][0]!.Trim('{', '}').Split(',', StringSplitOptions.RemoveEmptyEntries).Select(number => names[Number(number)])];
    }

    private static int Number(string? text) => int.Parse(text!, NumberStyles.Integer, CultureInfo.InvariantCulture);
}
