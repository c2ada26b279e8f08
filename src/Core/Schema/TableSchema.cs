using System.Collections.Immutable;

namespace RedshiftSync;

/// <summary>A source table and its columns. The roles of the columns say what they are used for; their order has no meaning.</summary>
internal sealed class TableSchema
{
    /// <summary>Creates a schema and assigns the ordinals of its columns.</summary>
    /// <param name="table">The source table.</param>
    /// <param name="columns">
    /// The columns in the order in which they are selected: one cursor column, and any number of key columns and plain columns.
    /// </param>
    public TableSchema(TableName table, IEnumerable<Column> columns)
    {
        Table = table;
        Columns = [.. columns.Select((column, i) => column with { Ordinal = i })];
        KeyColumns = [.. Columns.Where(column => column.KeyPart is not null).OrderBy(column => column.KeyPart)];
        Cursor = Columns.Single(column => column.IsCursor);
        PlainColumns = [.. Columns.Where(column => column.IsPlain)];
        ColumnNames = [.. Columns.Select(column => column.Name)];
    }

    /// <summary>The source table.</summary>
    public TableName Table { get; }

    /// <summary>All columns in the order in which they are selected.</summary>
    public ImmutableArray<Column> Columns { get; }

    /// <summary>The first column of the key. Redshift does not enforce keys, so duplicates can exist.</summary>
    public Column Key => KeyColumns[0];

    /// <summary>The columns that identify a row, in the order of the key; empty for a table without a key.</summary>
    public ImmutableArray<Column> KeyColumns { get; }

    /// <summary>Whether the rows have a key.</summary>
    public bool HasKey => KeyColumns.Length > 0;

    /// <summary>The column that orders the changes.</summary>
    public Column Cursor { get; }

    /// <summary>The columns without a role, in order.</summary>
    public ImmutableArray<Column> PlainColumns { get; }

    /// <summary>The names of all columns, in order.</summary>
    public IReadOnlyList<string> ColumnNames { get; }

    /// <summary>The select list, quoted.</summary>
    public string SelectList => string.Join(", ", Columns.Select(column => column.Quoted));

    /// <summary>The condition that the rows meet, as the user has given it, with its values; null for all rows of the table.</summary>
    public SqlStatement? Filter { get; private init; }

    /// <summary>The values of <see cref="Filter"/>.</summary>
    public IReadOnlyList<SqlParameterValue> FilterParameters => Filter?.Parameters ?? [];

    /// <summary>The first column with a name. Columns with the same name have the same values.</summary>
    public Column this[string name] => Columns.First(column => column.Name == name);

    /// <summary>Whether a key has a part of the right type for each key column; after the types are known.</summary>
    public bool Fits(KeyValue key) =>
        key.Parts.Length == KeyColumns.Length
        && key.Parts.Zip(KeyColumns).All(pair => pair.First is long == (pair.Second.Type?.Kind == ColumnKind.WholeNumber));

    /// <summary>Whether the types of the columns are known.</summary>
    public bool IsDescribed => Columns.All(column => column.Type is not null);

    /// <summary>Returns the schema with a condition that the rows meet; null for none.</summary>
    public TableSchema WithFilter(SqlStatement? filter) => new(Table, Columns) { Filter = filter };

    /// <summary>Converts a key that was given manually: a number can be given as text, and any value as a number.</summary>
    /// <returns>Null if it cannot be a key of the table.</returns>
    public KeyValue? Adapt(KeyValue key) => Adapt(key, [.. KeyColumns.Select(column => column.Codec)]);

    /// <summary>Converts a key that was given manually.</summary>
    /// <param name="key">The key.</param>
    /// <param name="codecs">The types of the key's columns.</param>
    /// <returns>Null if it cannot be a key of such columns.</returns>
    public static KeyValue? Adapt(KeyValue key, IReadOnlyList<ColumnCodec> codecs)
    {
        var parts = key.Parts.Zip(codecs, (part, codec) => codec.AdaptKeyPart(part)).ToList();
        return key.Parts.Length != codecs.Count || parts.Contains(null) ? null : KeyValue.Of([.. parts.Select(part => part!)]);
    }

    /// <summary>Returns the schema with the types of its columns.</summary>
    /// <param name="types">The types, in the order of the columns.</param>
    public TableSchema WithTypes(IReadOnlyList<ColumnType> types) =>
        new(Table, Columns.Select(column => column with { Type = types[column.Ordinal] })) { Filter = Filter };

    /// <summary>Returns a statement that contains <see cref="Where"/>, with the values of the filter.</summary>
    /// <param name="text">The text.</param>
    /// <param name="parameters">The other values.</param>
    public SqlStatement Statement(string text, params IEnumerable<SqlParameterValue> parameters) =>
        new(text, [.. parameters, .. FilterParameters]) { IsFiltered = Filter is not null };

    /// <summary>
    /// Returns the WHERE clause of a condition and <see cref="Filter"/>; empty if there is neither. The filter stands on lines of its own
    /// in parentheses, so that it cannot change the meaning of the rest.
    /// </summary>
    /// <param name="condition">A condition of terms that are joined by AND, or an empty text.</param>
    public string Where(string condition) => (condition.Length > 0, Filter) switch
    {
        (false, null) => "",
        (true, null) => $" WHERE {condition}",
        (false, { } filter) => $" WHERE (\n{filter.Text}\n)",
        (true, { } filter) => $" WHERE {condition} AND (\n{filter.Text}\n)",
    };
}
