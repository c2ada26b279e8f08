using System.Linq.Expressions;

namespace RedshiftSync;

/// <summary>Creates the objects of any table's rows.</summary>
internal static class RowFactories
{
    /// <summary>Compiles a factory for the rows of a table.</summary>
    /// <param name="schema">The table, described.</param>
    public static RowFactory<object> Create(TableSchema schema)
    {
        var shape = RowShape.For(
            schema.Table.Name,
            [.. schema.Columns.Select(column => new RowProperty(column.Name, KindOf(column)))],
            [.. schema.KeyColumns.Select(column => column.Ordinal)],
            schema.Cursor.Ordinal);
        var row = Expression.Parameter(typeof(IRowReader));
        var key = Expression.Parameter(typeof(KeyValue));
        var cursor = Expression.Parameter(typeof(CursorValue?));
        return shape.Compile<RowFactory<object>>([.. schema.Columns.Select(ValueOf)], row, key, cursor);

        // The key and the cursor value have been read already.
        Expression ValueOf(Column column) =>
            column.IsCursor && column.CursorKind == CursorKind.Time
                ? Expression.Call(typeof(RowFactories), nameof(TimeOf), null, cursor)
            : column.KeyPart is not null && schema.KeyColumns.Length == 1 && column.Type!.Kind == ColumnKind.WholeNumber
                ? Expression.Convert(Expression.Property(key, nameof(KeyValue.Integer)), column.Codec.ValueType)
            : Expression.Call(
                Expression.Constant(column.Codec), nameof(ColumnCodec<>.ReadValue), null, row, Expression.Constant(column));
    }

    /// <summary>The type of a column's property.</summary>
    public static RowValueKind KindOf(Column column) => column.Codec.ValueType switch
    {
        var type when type == typeof(short?) => RowValueKind.Int16,
        var type when type == typeof(int?) => RowValueKind.Int32,
        var type when type == typeof(long?) => RowValueKind.Int64,
        var type when type == typeof(decimal?) => RowValueKind.Decimal,
        var type when type == typeof(float?) => RowValueKind.Single,
        var type when type == typeof(double?) => RowValueKind.Double,
        var type when type == typeof(bool?) => RowValueKind.Boolean,
        var type when type == typeof(DateTime?) => column switch
        {
            { Type.Kind: ColumnKind.Date } => RowValueKind.Date,
            { IsCursor: false, HasZone: false } => RowValueKind.Timestamp,
            _ => RowValueKind.UtcTimestamp,
        },
        _ => RowValueKind.String,
    };

    private static DateTime? TimeOf(CursorValue? value) => value?.Time;
}
