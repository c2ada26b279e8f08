namespace RedshiftSync;

/// <summary>Whether the columns of a table can play the parts that they are given.</summary>
internal static class SourceColumns
{
    /// <summary>Checks the columns' types and finds out how times have to be bound.</summary>
    /// <param name="source">Where to ask.</param>
    /// <param name="schema">The table and its columns.</param>
    /// <param name="zone">The zone that was declared for a plain timestamp; null for UTC.</param>
    /// <exception cref="SyncException">TableNotFound, ColumnNotFound, ColumnTypeNotSupported, PermissionDenied, ParameterInvalid and the connection's own.</exception>
    public static CursorAxis FindAxis(ReconnectingSource source, TableSchema schema, TimeZoneInfo? zone) => AxisOf(source.Execute(s => s.Describe(schema, source.Cancellation)), schema, zone);

    /// <summary>Checks the types of columns that were described, as <see cref="FindAxis"/> does.</summary>
    public static CursorAxis AxisOf(IReadOnlyList<SourceColumn> columns, TableSchema schema, TimeZoneInfo? zone)
    {
        foreach (var column in schema.Columns)
        {
            if (FindProblem(column, columns[column.Ordinal]) is { } wanted)
            {
                throw SourceErrors.ColumnTypeNotSupported(schema.Table, column.Name, columns[column.Ordinal].TypeName, wanted);
            }
        }

        if (columns[schema.Cursor.Ordinal].Kind == ColumnKind.Timestamp)
        {
            return new CursorAxis(SqlValueType.Timestamp, zone);
        }

        return zone is null ? new CursorAxis(SqlValueType.TimestampWithZone) : throw HasOwnZone(schema, zone);
    }

    /// <summary>A zone was declared for times that carry their own.</summary>
    internal static SyncException HasOwnZone(TableSchema schema, TimeZoneInfo zone) =>
        new(ErrorId.ParameterInvalid, $"Column {schema.Cursor.Name} of {schema.Table} carries its own zone.", "Leave out -TimeZone: it is for timestamps without one.", zone.Id);

    /// <summary>The ordinals of the columns whose trailing blanks mean nothing.</summary>
    public static IReadOnlySet<int> PaddedTexts(IReadOnlyList<SourceColumn> columns) =>
        columns.Select((c, i) => (c.Kind, Ordinal: i)).Where(c => c.Kind == ColumnKind.PaddedText).Select(c => c.Ordinal).ToHashSet();

    /// <summary>What a column would have to be, or null when it fits its role.</summary>
    /// <param name="column">The column.</param>
    /// <param name="described">The column as the server describes it.</param>
    public static string? FindProblem(Column column, SourceColumn described)
    {
        if (column.KeyPart is not null)
        {
            return described.Kind == ColumnKind.WholeNumber ? null : "an integer type (smallint, integer, bigint)";
        }

        return column.IsCursor
            ? described.Kind is ColumnKind.Timestamp or ColumnKind.TimestampWithZone ? null : "timestamp or timestamptz"
            : described.Kind is ColumnKind.Text or ColumnKind.PaddedText ? null : "a text type (char, varchar, text)";
    }
}
