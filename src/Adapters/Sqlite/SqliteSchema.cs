using Microsoft.Data.Sqlite;

namespace RedshiftSync.Adapters.Sqlite;

/// <summary>The table of rows in a SQLite destination: making it, checking it, writing to it.</summary>
/// <param name="Table">Its name.</param>
/// <param name="Source">The schema of the source; the columns carry the same names.</param>
internal sealed record SqliteSchema(string Table, TableSchema Source)
{
    private string Quoted => SqlIdentifier.Quote(Table);

    /// <summary>Creates the table.</summary>
    public string Create()
    {
        var columns = Source.Columns.Select(c => $"{c.Quoted} {SqliteTypeMap.Of(c).Declaration}" + (c.KeyPart is null ? "" : " PRIMARY KEY"));
        return $"CREATE TABLE {Quoted} ({string.Join(", ", columns)})";
    }

    /// <summary>Whether the table exists.</summary>
    public bool Exists(SqliteConnection connection) =>
        connection.Rows("SELECT 1 FROM sqlite_master WHERE type IN ('table', 'view') AND name = @table COLLATE NOCASE", _ => true, ("@table", Table)).Count > 0;

    /// <summary>What is wrong with an existing table, or null when it fits. More columns than needed do no harm unless they demand a value.</summary>
    public string? FindProblem(SqliteConnection connection)
    {
        var columns = connection.Rows(
            "SELECT name, type, pk, \"notnull\", dflt_value IS NULL, hidden FROM pragma_table_xinfo(@table)",
            r => new ExistingColumn(r.GetString(0), SqliteDeclaration.AffinityOf(r.GetString(1)), r.GetInt32(2), r.GetBoolean(3) && r.GetBoolean(4) && r.GetInt32(2) == 0, r.GetInt32(5) > 1),
            ("@table", Table));
        if (columns.Count == 0)
        {
            return "it does not exist";
        }

        var missing = Source.ColumnNames.Where(wanted => !columns.Any(c => c.IsNamed(wanted) && !c.IsGenerated)).ToArray();
        if (missing.Length > 0)
        {
            return $"it lacks {string.Join(", ", missing)}";
        }

        if (columns.FirstOrDefault(c => c.IsDemanding && !Source.ColumnNames.Any(c.IsNamed)) is { } demanding)
        {
            return $"its column {demanding.Name} is NOT NULL without a default, and the source has no such column";
        }

        if (FindMisfit(columns) is { } misfit)
        {
            return misfit;
        }

        var isKey = columns.Where(c => c.KeyPart > 0).ToArray() is [var only] && only.IsNamed(Source.Key.Name);
        return isKey || HasUniqueIndex(connection) ? null : $"{Source.Key.Name} is neither its primary key nor unique";
    }

    /// <summary>
    /// Upserts one row, its values in the order of the schema. A row of the same time replaces, because a timestamp can be coarser than the
    /// changes it marks.
    /// </summary>
    /// <param name="replacement">Which rows replace those that are there.</param>
    public string Upsert(Replacement replacement)
    {
        var cursor = Source.Cursor.Quoted;
        var values = string.Join(", ", Source.Columns.Select(_ => "?"));
        var updates = string.Join(", ", Source.Columns.Where(c => c.KeyPart is null).Select(c => $"{c.Quoted} = excluded.{c.Quoted}"));
        var guard = replacement switch
        {
            Replacement.Newer => $" WHERE excluded.{cursor} >= {Quoted}.{cursor} OR {Quoted}.{cursor} IS NULL",
            Replacement.Dated => $" WHERE excluded.{cursor} IS NOT NULL OR {Quoted}.{cursor} IS NULL",
            _ => "",
        };
        return $"INSERT INTO {Quoted} ({Source.SelectList}) VALUES ({values}) ON CONFLICT ({Source.Key.Quoted}) DO UPDATE SET {updates}{guard}";
    }

    /// <summary>Yields the rows of <see cref="CreateDigests"/> in the order of their buckets.</summary>
    public const string SelectDigests = $"SELECT * FROM {Digests} ORDER BY 1";

    private const string Digests = "temp.redshiftsync_digests";

    /// <summary>Removes one row by its key, the parts of which are numbered from 1. Trailing blanks of padded texts mean nothing.</summary>
    public string Delete() => $"DELETE FROM {Quoted} WHERE "
        + string.Join(" AND ", Source.KeyColumns.Select((c, i) => $"{(c.IsPadded ? $"rtrim({c.Quoted})" : c.Quoted)} = ?{i + 1}"));

    /// <summary>Yields a row if there is one.</summary>
    public string FindAny() => $"SELECT 1 FROM {Quoted} LIMIT 1";

    /// <summary>How many rows there are.</summary>
    public string Count() => $"SELECT count(*) FROM {Quoted}";

    /// <summary>All rows, their columns in the order of the schema.</summary>
    public string SelectAll() => $"SELECT {Source.SelectList} FROM {Quoted}";

    /// <summary>Begins a transaction with an empty temporary table for bucket, digest and key of rows.</summary>
    public string CreateDigests() =>
        $"BEGIN; DROP TABLE IF EXISTS {Digests}; CREATE TABLE {Digests} (b, d{string.Concat(Source.KeyColumns.Select((_, i) => $", k{i}"))})";

    /// <summary>Adds one row to that table, its values numbered from 1.</summary>
    public string InsertDigest() => $"INSERT INTO {Digests} VALUES (?, ?{string.Concat(Source.KeyColumns.Select(_ => ", ?"))})";

    private string? FindMisfit(List<ExistingColumn> columns) => Source.Columns
        .Select(c => (Type: SqliteTypeMap.Of(c), Existing: columns.First(existing => existing.IsNamed(c.Name))))
        .Where(c => !c.Type.Affinities.Contains(c.Existing.Affinity))
        .Select(c => $"its column {c.Existing.Name} {c.Type.Misfit}")
        .FirstOrDefault();

    private bool HasUniqueIndex(SqliteConnection connection) =>
        connection.Rows(
            "SELECT (SELECT group_concat(name) FROM pragma_index_info(i.name)) FROM pragma_index_list(@table) AS i WHERE i.\"unique\" = 1 AND i.partial = 0",
            r => r.IsDBNull(0) ? "" : r.GetString(0),
            ("@table", Table)).Any(columns => string.Equals(columns, Source.Key.Name, StringComparison.OrdinalIgnoreCase));

    private sealed record ExistingColumn(string Name, SqliteAffinity Affinity, int KeyPart, bool IsDemanding, bool IsGenerated)
    {
        public bool IsNamed(string name) => string.Equals(Name, name, StringComparison.OrdinalIgnoreCase);
    }
}
