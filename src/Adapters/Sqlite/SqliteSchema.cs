using Microsoft.Data.Sqlite;

namespace RedshiftSync.Adapters.Sqlite;

/// <summary>The statements for the table in a SQLite destination: create, check, upsert, delete.</summary>
/// <param name="Table">The table's name.</param>
/// <param name="Source">The schema of the source; the columns have the same names.</param>
internal sealed record SqliteSchema(string Table, TableSchema Source)
{
    /// <summary>The changes of the source's columns since the last run.</summary>
    public SchemaEvolution Evolution { get; init; } = SchemaEvolution.None(Source);

    private string Quoted => SqlIdentifier.Quote(Table);

    private string KeyList => string.Join(", ", Source.KeyColumns.Select(c => c.Quoted));

    /// <summary>Returns the statement that creates the table.</summary>
    public string Create()
    {
        var columns = Source.Columns.Select(c => $"{c.Quoted} {SqliteTypeMap.Of(c).Declaration}{(IsKey(c) ? " PRIMARY KEY" : "")}");
        var key = Source.KeyColumns.Length > 1 ? $", PRIMARY KEY ({KeyList})" : "";
        return $"CREATE TABLE {Quoted} ({string.Join(", ", columns)}{key})";
    }

    /// <summary>Whether the table exists.</summary>
    public bool Exists(SqliteConnection connection) =>
        connection.Rows(
            "SELECT 1 FROM sqlite_master WHERE type IN ('table', 'view') AND name = @table COLLATE NOCASE",
            _ => true,
            ("@table", Table)).Count > 0;

    /// <summary>
    /// Finds the problem of an existing table; null if the table fits. Additional columns are allowed unless they require a value.
    /// </summary>
    public string? FindProblem(SqliteConnection connection)
    {
        var columns = SqliteColumn.Of(connection, Table);
        if (columns.Count == 0)
        {
            return "it does not exist";
        }

        var missing = Existing.Where(wanted => !columns.Any(c => c.IsNamed(wanted.Name) && !c.IsGenerated)).Select(c => c.Name).ToArray();
        if (missing.Length > 0)
        {
            return $"it lacks {string.Join(", ", missing)}";
        }

        if (columns.FirstOrDefault(c => c.IsDemanding && !Evolution.Written.Any(w => c.IsNamed(w.Name))) is { } demanding)
        {
            return $"its column {demanding.Name} is NOT NULL without a default, and the source has no such column";
        }

        if (FindMisfit(columns) is { } misfit)
        {
            return misfit;
        }

        // The identity of the rows, which has no index.
        var isRowId = columns.Where(c => c.KeyPart > 0).ToArray() is [{ Affinity: SqliteAffinity.Integer } only]
            && Source.KeyColumns is [var key] && only.IsNamed(key.Name);
        return isRowId || HasUniqueIndex(connection)
            ? null
            : $"{string.Join(", ", Source.KeyColumns.Select(c => c.Name))} is neither its primary key nor unique, letter by letter";
    }

    /// <summary>
    /// Returns the upsert of one row, with values in the order of the schema. A row with the same cursor value replaces the existing one,
    /// because several changes can have the same timestamp.
    /// </summary>
    /// <param name="replacement">Which rows replace existing rows of the same key.</param>
    public string Upsert(Replacement replacement)
    {
        var cursor = Source.Cursor.Quoted;
        var removed = Evolution.Removed.Select(SqlIdentifier.Quote).ToArray();
        var names = string.Join(", ", Evolution.Written.Select(c => c.Quoted).Concat(removed));
        var values = string.Join(", ", Evolution.Written.Select(_ => "?").Concat(removed.Select(_ => "NULL")));
        var changed = Evolution.Written.Where(c => c.KeyPart is null).Select(c => c.Quoted).Concat(removed);
        var updates = string.Join(", ", changed.Select(name => $"{name} = excluded.{name}"));
        var guard = replacement switch
        {
            Replacement.Newer => $" WHERE excluded.{cursor} >= target.{cursor} OR target.{cursor} IS NULL",
            Replacement.WithCursorValue => $" WHERE excluded.{cursor} IS NOT NULL OR target.{cursor} IS NULL",
            _ => "",
        };

        // A table can be named excluded.
        return $"INSERT INTO {Quoted} AS target ({names}) VALUES ({values}) "
            + $"ON CONFLICT ({KeyList}) DO {(updates.Length > 0 ? $"UPDATE SET {updates}{guard}" : "NOTHING")}";
    }

    /// <summary>The query for the rows of <see cref="CreateDigests"/>, in the order of the buckets.</summary>
    public const string SelectDigests = $"SELECT * FROM {Digests} ORDER BY 1";

    private const string Digests = "temp.redshiftsync_digests";

    /// <summary>
    /// Returns the statement that removes a row by the parts of its key. Trailing blanks of padded texts are insignificant.
    /// </summary>
    public string Delete() => $"DELETE FROM {Quoted} WHERE "
        + string.Join(" AND ", Source.KeyColumns.Select((c, i) => $"{(c.IsPadded ? $"rtrim({c.Quoted})" : c.Quoted)} = ?{i + 1}"));

    /// <summary>Returns the query for one row of the table.</summary>
    public string FindAny() => $"SELECT 1 FROM {Quoted} LIMIT 1";

    /// <summary>Returns the query that counts the rows.</summary>
    public string Count() => $"SELECT count(*) FROM {Quoted}";

    /// <summary>
    /// Returns the query for all rows, with columns in the order of the schema; NULL for those that the table lacks.
    /// </summary>
    public string SelectAll() =>
        $"SELECT {string.Join(", ", Source.Columns.Select(c => Evolution.Absent.Contains(c.Name) ? "NULL" : c.Quoted))} FROM {Quoted}";

    /// <summary>Returns the statements that begin a transaction and create a temporary table for the digests and keys.</summary>
    public string CreateDigests() =>
        $"BEGIN; DROP TABLE IF EXISTS {Digests}; "
        + $"CREATE TABLE {Digests} (b, d, c{string.Concat(Source.KeyColumns.Select((_, i) => $", k{i}"))})";

    /// <summary>Returns the statement that inserts a row into the table of <see cref="CreateDigests"/>.</summary>
    public string InsertDigest() => $"INSERT INTO {Digests} VALUES (?, ?, ?{string.Concat(Source.KeyColumns.Select(_ => ", ?"))})";

    // The columns that the table must have already.
    private IEnumerable<Column> Existing => Evolution.Written.Except(Evolution.Added);

    private string? FindMisfit(List<SqliteColumn> columns) => Existing.Except(Evolution.Widened.Select(w => w.Column))
        .Select(c => (Type: SqliteTypeMap.Of(c), Existing: columns.First(existing => existing.IsNamed(c.Name))))
        .Where(c => !c.Type.Affinities.Contains(c.Existing.Affinity))
        .Select(c => $"its column {c.Existing.Name} {c.Type.Misfit}")
        .FirstOrDefault();

    // An index that ignores case or trailing blanks would merge rows.
    private bool HasUniqueIndex(SqliteConnection connection) =>
        connection.Rows(
            "SELECT i.name, x.name, x.coll FROM pragma_index_list(@table) AS i, pragma_index_xinfo(i.name) AS x "
                + "WHERE i.\"unique\" = 1 AND i.partial = 0 AND x.key = 1",
            r => (Index: r.GetString(0), Column: r.IsDBNull(1) ? "" : r.GetString(1), IsExact: r.GetString(2) == "BINARY"),
            ("@table", Table))
            .GroupBy(part => part.Index)
            .Any(index => index.All(part => part.IsExact)
                && index.Select(part => part.Column).Order(StringComparer.OrdinalIgnoreCase).SequenceEqual(
                    Source.KeyColumns.Select(c => c.Name).Order(StringComparer.OrdinalIgnoreCase), StringComparer.OrdinalIgnoreCase));

    // Only a whole key can be declared at its column.
    private bool IsKey(Column column) => column.KeyPart is not null && Source.KeyColumns.Length == 1;
}
