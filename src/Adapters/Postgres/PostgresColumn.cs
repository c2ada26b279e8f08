namespace RedshiftSync.Adapters.Postgres;

/// <summary>A column of an existing table.</summary>
/// <param name="Number">The column's number in the catalog.</param>
/// <param name="Name">The name.</param>
/// <param name="Type">The type without a length or precision.</param>
/// <param name="Declaration">The type with its length or precision.</param>
/// <param name="Modifier">The type modifier; -1 for none.</param>
/// <param name="IsNotNull">Whether the column refuses NULL.</param>
/// <param name="HasDefault">Whether rows without a value get a default or an identity.</param>
/// <param name="IsGenerated">Whether the server computes the values.</param>
internal sealed record PostgresColumn(
    short Number, string Name, string Type, string Declaration, int Modifier, bool IsNotNull, bool HasDefault, bool IsGenerated)
{
    // From narrow to wide.
    private static readonly string[] Integers = ["smallint", "integer", "bigint", "numeric"];

    /// <summary>Whether each row needs a value.</summary>
    public bool IsDemanding => IsNotNull && !HasDefault;

    /// <summary>Reads the columns of a table; none if it does not exist.</summary>
    public static List<PostgresColumn> Of(PostgresSession session, TableName table, CancellationToken cancellation) => session.Rows(
        $"""
        SELECT a.attnum, a.attname, format_type(a.atttypid, NULL), format_type(a.atttypid, a.atttypmod), a.atttypmod, a.attnotnull,
            a.atthasdef OR a.attidentity <> '', a.attgenerated <> '' OR a.attidentity = 'a'
        FROM pg_attribute a WHERE a.attrelid = {PostgresCatalog.FindOid} AND a.attnum > 0 AND NOT a.attisdropped
        """,
        r => new PostgresColumn(
            r.GetInt16(0),
            r.GetString(1),
            r.GetString(2),
            r.GetString(3),
            r.GetInt32(4),
            r.GetBoolean(5),
            r.GetBoolean(6),
            r.GetBoolean(7)),
        cancellation,
        PostgresCatalog.Arguments(table));

    /// <summary>Finds out why the column does not store the values of a column of the source; null if it does.</summary>
    public string? FindMisfit(Column source)
    {
        var type = PostgresTypeMap.Of(source);
        var problem = !type.Accepted.Contains(Type) ? type.Misfit
            : type.IsTime && Modifier is >= 0 and < 6 ? "does not keep microseconds"
            : Type == "numeric" && !HoldsNumbersOf(source.Type!) ? "does not keep all digits"
            : null;
        return problem is null ? null : $"its column {Name} is of type {Type} and {problem}";
    }

    /// <summary>Whether the column is of an integer type that is too narrow for the source's type.</summary>
    public bool IsNarrowerThan(Column source) => Array.IndexOf(Integers, Type) is var place and >= 0
        && Array.IndexOf(Integers, PostgresTypeMap.Of(source).Declaration) > place;

    /// <summary>Whether the column is of a text type that is too short for the source's type.</summary>
    public bool IsShorterThan(Column source) => Type == "character varying" && Modifier >= 0 && !(source.Type!.Length <= Modifier - 4);

    // The digits before and after the point of a numeric are in the upper and lower half, from 4.
    private bool HoldsNumbersOf(ColumnType source)
    {
        if (Modifier < 0)
        {
            return true;
        }

        // The scale has 11 bits and can be negative.
        var (precision, scale) = ((Modifier - 4) >> 16, (((Modifier - 4) & 0x7FF) ^ 0x400) - 0x400);
        return source.Codec.Kind != ColumnKind.Numeric
            || (source is { Precision: { } digits, Scale: { } fraction }
                && scale >= fraction && precision - scale >= digits - fraction);
    }
}
