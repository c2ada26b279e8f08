namespace RedshiftSync;

/// <summary>Whether the columns of a table can play the parts that they are given.</summary>
internal static class SourceColumns
{
    /// <summary>Checks the columns' types and finds out how times have to be bound.</summary>
    /// <param name="source">Where to ask.</param>
    /// <param name="shape">The table and its columns.</param>
    /// <param name="zone">The zone that was declared for a plain timestamp; null for UTC.</param>
    /// <exception cref="SyncException">TableNotFound, ColumnNotFound, ColumnTypeNotSupported, PermissionDenied, ParameterInvalid and the connection's own.</exception>
    public static CursorAxis FindAxis(ReconnectingSource source, TableShape shape, TimeZoneInfo? zone) => AxisOf(source.Execute(s => s.Describe(shape, source.Cancellation)), shape, zone);

    /// <summary>Checks the types of columns that were described, as <see cref="FindAxis"/> does.</summary>
    public static CursorAxis AxisOf(IReadOnlyList<SourceColumn> columns, TableShape shape, TimeZoneInfo? zone)
    {
        for (var i = 0; i < columns.Count; i++)
        {
            if (FindProblem(shape, i, columns[i]) is { } wanted)
            {
                throw SourceErrors.ColumnTypeNotSupported(shape.Table, shape.Columns[i], columns[i].TypeName, wanted);
            }
        }

        if (columns[^1].Kind == ColumnKind.Timestamp)
        {
            return new CursorAxis(SqlValueType.Timestamp, zone);
        }

        return zone is null ? new CursorAxis(SqlValueType.TimestampWithZone) : throw HasOwnZone(shape, zone);
    }

    /// <summary>A zone was declared for times that carry their own.</summary>
    internal static SyncException HasOwnZone(TableShape shape, TimeZoneInfo zone) =>
        new(ErrorId.ParameterInvalid, $"Column {shape.TimeColumn} of {shape.Table} carries its own zone.", "Leave out -TimeZone: it is for timestamps without one.", zone.Id);

    /// <summary>The texts whose trailing blanks mean nothing, by their place in <see cref="TableShape.TextColumns"/>.</summary>
    public static IReadOnlySet<int> PaddedTexts(IReadOnlyList<SourceColumn> columns) =>
        columns.Select((c, i) => (c.Kind, Index: i - 1)).Where(c => c.Kind == ColumnKind.PaddedText).Select(c => c.Index).ToHashSet();

    /// <summary>What a column would have to be, or null when it fits its part.</summary>
    /// <param name="shape">The table and its columns.</param>
    /// <param name="index">The column's place in <see cref="TableShape.Columns"/>.</param>
    /// <param name="column">The column as the server describes it.</param>
    public static string? FindProblem(TableShape shape, int index, SourceColumn column)
    {
        if (index == 0)
        {
            return column.Kind == ColumnKind.WholeNumber ? null : "an integer type (smallint, integer, bigint)";
        }

        return index < shape.Columns.Count - 1
            ? column.Kind is ColumnKind.Text or ColumnKind.PaddedText ? null : "a text type (char, varchar, text)"
            : column.Kind is ColumnKind.Timestamp or ColumnKind.TimestampWithZone ? null : "timestamp or timestamptz";
    }
}
