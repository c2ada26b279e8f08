using Microsoft.Data.Sqlite;

namespace RedshiftSync.Adapters.Sqlite;

/// <summary>The table of rows in a SQLite destination: making it, checking it, writing to it.</summary>
/// <param name="Table">Its name.</param>
/// <param name="Shape">The source's shape; the columns carry the same names.</param>
internal sealed record SqliteSchema(string Table, TableShape Shape)
{
    private string Quoted => SqlIdentifier.Quote(Table);

    /// <summary>Creates the table.</summary>
    public string Create()
    {
        var texts = string.Concat(Shape.TextColumns.Select(c => $"{SqlIdentifier.Quote(c)} TEXT, "));
        return $"CREATE TABLE {Quoted} ({SqlIdentifier.Quote(Shape.KeyColumn)} INTEGER PRIMARY KEY, {texts}{SqlIdentifier.Quote(Shape.TimeColumn)} TEXT)";
    }

    /// <summary>Whether the table exists.</summary>
    public bool Exists(SqliteConnection connection) =>
        connection.Rows("SELECT 1 FROM sqlite_master WHERE type IN ('table', 'view') AND name = @table COLLATE NOCASE", _ => true, ("@table", Table)).Count > 0;

    /// <summary>What is wrong with an existing table, or null when it fits. More columns than needed do no harm unless they demand a value.</summary>
    public string? FindProblem(SqliteConnection connection)
    {
        var columns = connection.Rows(
            "SELECT name, type, pk, \"notnull\", dflt_value IS NULL, hidden FROM pragma_table_xinfo(@table)",
            r => new Column(r.GetString(0), SqliteDeclaration.AffinityOf(r.GetString(1)), r.GetInt32(2), r.GetBoolean(3) && r.GetBoolean(4) && r.GetInt32(2) == 0, r.GetInt32(5) > 1),
            ("@table", Table));
        if (columns.Count == 0)
        {
            return "it does not exist";
        }

        var missing = Shape.Columns.Where(wanted => !columns.Any(c => c.IsNamed(wanted) && !c.IsGenerated)).ToArray();
        if (missing.Length > 0)
        {
            return $"it lacks {string.Join(", ", missing)}";
        }

        if (columns.FirstOrDefault(c => c.IsDemanding && !Shape.Columns.Any(c.IsNamed)) is { } demanding)
        {
            return $"its column {demanding.Name} is NOT NULL without a default, and the source has no such column";
        }

        if (FindMisfit(columns) is { } misfit)
        {
            return misfit;
        }

        var isKey = columns.Where(c => c.KeyPart > 0).ToArray() is [var only] && only.IsNamed(Shape.KeyColumn);
        return isKey || HasUniqueIndex(connection) ? null : $"{Shape.KeyColumn} is neither its primary key nor unique";
    }

    /// <summary>Upserts one row: key, texts, time. A row of the same time replaces, because a timestamp can be coarser than the changes it marks.</summary>
    /// <param name="replacement">Which rows replace those that are there.</param>
    public string Upsert(Replacement replacement)
    {
        var time = SqlIdentifier.Quote(Shape.TimeColumn);
        var names = string.Join(", ", Shape.Columns.Select(SqlIdentifier.Quote));
        var values = string.Join(", ", Enumerable.Range(1, Shape.Columns.Count).Select(i => $"?{i}"));
        var updates = string.Join(", ", Shape.Columns.Skip(1).Select(SqlIdentifier.Quote).Select(c => $"{c} = excluded.{c}"));
        var guard = replacement switch
        {
            Replacement.Newer => $" WHERE excluded.{time} >= {Quoted}.{time} OR {Quoted}.{time} IS NULL",
            Replacement.Dated => $" WHERE excluded.{time} IS NOT NULL OR {Quoted}.{time} IS NULL",
            _ => "",
        };
        return $"INSERT INTO {Quoted} ({names}) VALUES ({values}) ON CONFLICT ({SqlIdentifier.Quote(Shape.KeyColumn)}) DO UPDATE SET {updates}{guard}";
    }

    /// <summary>Removes one row by its key.</summary>
    public string Delete() => $"DELETE FROM {Quoted} WHERE {SqlIdentifier.Quote(Shape.KeyColumn)} = ?1";

    /// <summary>Yields a row if there is one.</summary>
    public string FindAny() => $"SELECT 1 FROM {Quoted} LIMIT 1";

    /// <summary>Yields a row if there is one without a time.</summary>
    public string FindNullCursor() => $"SELECT 1 FROM {Quoted} WHERE {SqlIdentifier.Quote(Shape.TimeColumn)} IS NULL LIMIT 1";

    /// <summary>Smallest key, largest key, number of rows.</summary>
    public string Extent() => $"SELECT min({SqlIdentifier.Quote(Shape.KeyColumn)}), max({SqlIdentifier.Quote(Shape.KeyColumn)}), count(*) FROM {Quoted}";

    /// <summary>The rows of a range of keys: key, texts, time.</summary>
    public string Range() =>
        $"SELECT {string.Join(", ", Shape.Columns.Select(SqlIdentifier.Quote))} FROM {Quoted} WHERE {SqlIdentifier.Quote(Shape.KeyColumn)} BETWEEN ?1 AND ?2";

    private string? FindMisfit(List<Column> columns)
    {
        var key = columns.First(c => c.IsNamed(Shape.KeyColumn));
        if (key.Affinity != SqliteAffinity.Integer)
        {
            return $"its column {key.Name} does not keep whole numbers";
        }

        // A numeric column turns '007' into 7. A time in ISO form is never taken for a number, so DATETIME will do.
        var text = columns.FirstOrDefault(c => Shape.TextColumns.Any(c.IsNamed) && c.Affinity is not (SqliteAffinity.Text or SqliteAffinity.None))
            ?? columns.FirstOrDefault(c => c.IsNamed(Shape.TimeColumn) && c.Affinity is SqliteAffinity.Integer or SqliteAffinity.Real);
        return text is null ? null : $"its column {text.Name} does not keep text as it is";
    }

    private bool HasUniqueIndex(SqliteConnection connection) =>
        connection.Rows(
            "SELECT (SELECT group_concat(name) FROM pragma_index_info(i.name)) FROM pragma_index_list(@table) AS i WHERE i.\"unique\" = 1 AND i.partial = 0",
            r => r.IsDBNull(0) ? "" : r.GetString(0),
            ("@table", Table)).Any(columns => string.Equals(columns, Shape.KeyColumn, StringComparison.OrdinalIgnoreCase));

    private sealed record Column(string Name, SqliteAffinity Affinity, int KeyPart, bool IsDemanding, bool IsGenerated)
    {
        public bool IsNamed(string name) => string.Equals(Name, name, StringComparison.OrdinalIgnoreCase);
    }
}
