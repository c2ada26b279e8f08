using System.Collections.Immutable;

namespace RedshiftSync;

/// <summary>The table that is read and its columns. Their roles alone say what they are for; their order means nothing.</summary>
internal sealed class TableSchema
{
    /// <summary>Makes a schema; the columns get their ordinals here.</summary>
    /// <param name="table">The source table.</param>
    /// <param name="columns">
    /// The columns in the order in which they are selected: those of the key, one cursor, any number of plain ones.
    /// </param>
    public TableSchema(TableName table, IEnumerable<Column> columns)
    {
        Table = table;
        Columns = [.. columns.Select((column, i) => column with { Ordinal = i })];
        KeyColumns = [.. Columns.Where(column => column.KeyPart is not null).OrderBy(column => column.KeyPart)];
        Key = KeyColumns[0];
        Cursor = Columns.Single(column => column.IsCursor);
        PlainColumns = [.. Columns.Where(column => column.IsPlain)];
        ColumnNames = [.. Columns.Select(column => column.Name)];
    }

    /// <summary>The source table.</summary>
    public TableName Table { get; }

    /// <summary>All columns in the order in which they are selected.</summary>
    public ImmutableArray<Column> Columns { get; }

    /// <summary>The integer column that tells rows apart. Redshift does not enforce keys, so duplicates can exist.</summary>
    public Column Key { get; }

    /// <summary>The columns that tell rows apart, in the order of the key.</summary>
    public ImmutableArray<Column> KeyColumns { get; }

    /// <summary>The timestamp column that orders the changes.</summary>
    public Column Cursor { get; }

    /// <summary>The columns that are carried along, in order.</summary>
    public ImmutableArray<Column> PlainColumns { get; }

    /// <summary>The names of all columns, in order.</summary>
    public IReadOnlyList<string> ColumnNames { get; }

    /// <summary>The select list, quoted.</summary>
    public string SelectList => string.Join(", ", Columns.Select(column => column.Quoted));

    /// <summary>The first column of a name. Columns that share one have the same values.</summary>
    public Column this[string name] => Columns.First(column => column.Name == name);

    /// <summary>Whether a key has a part of the right type for each key column; after the types are known.</summary>
    public bool Fits(KeyValue key) =>
        key.Parts.Length == KeyColumns.Length
        && key.Parts.Zip(KeyColumns).All(pair => pair.First is long == (pair.Second.Type?.Kind == ColumnKind.WholeNumber));

    /// <summary>The same schema with the types of its columns.</summary>
    /// <param name="types">The types, in the order of the columns.</param>
    public TableSchema WithTypes(IReadOnlyList<ColumnType> types) =>
        new(Table, Columns.Select(column => column with { Type = types[column.Ordinal] }));
}
