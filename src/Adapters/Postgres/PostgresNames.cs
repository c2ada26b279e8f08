using System.Text;

namespace RedshiftSync.Adapters.Postgres;

/// <summary>
/// Refuses names that PostgreSQL does not hold. It cuts them at 63 bytes without an error, where Redshift has 127, so that two tables or
/// columns could become one.
/// </summary>
internal static class PostgresNames
{
    private const int MaxBytes = 63;

    /// <summary>Checks the name of a table and its schema.</summary>
    /// <exception cref="SyncException">ParameterInvalid.</exception>
    public static void Check(TableName table)
    {
        if (IsLong(table.Name) || (table.Schema is { } schema && IsLong(schema)))
        {
            throw ParameterErrors.Invalid(
                $"PostgreSQL has no table '{table}': it cuts a name after {MaxBytes} bytes.",
                "Give -DestinationTable a shorter name.",
                table.ToString());
        }
    }

    /// <summary>Checks the names of the columns.</summary>
    /// <exception cref="SyncException">DestinationSchemaMismatch, which names each column that is too long.</exception>
    public static void Check(DestinationRequest request, string destination)
    {
        var names = request.Schema.ColumnNames.Where(IsLong).ToList();
        if (names.Count > 0)
        {
            throw new SyncException(
                ErrorId.DestinationSchemaMismatch,
                $"The table '{request.Table}' in '{destination}' cannot have the columns "
                    + $"{string.Join(" and ", names.Select(name => $"'{name}'"))}: PostgreSQL cuts a name after {MaxBytes} bytes.",
                "Leave them out with -ExcludeColumn, or read a view that gives them shorter names.",
                destination);
        }
    }

    private static bool IsLong(string name) => Encoding.UTF8.GetByteCount(name) > MaxBytes;
}
