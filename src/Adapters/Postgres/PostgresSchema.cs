using System.Globalization;

namespace RedshiftSync.Adapters.Postgres;

/// <summary>The statements for the table in a PostgreSQL destination: create, check, upsert by way of a staging table, delete.</summary>
/// <param name="Table">The table's name, with a schema if one is given.</param>
/// <param name="Source">The schema of the source; the columns have the same names.</param>
internal sealed record PostgresSchema(TableName Table, TableSchema Source)
{
    /// <summary>The changes of the source's columns since the last run.</summary>
    public SchemaEvolution Evolution { get; init; } = SchemaEvolution.None(Source);

    // Qualified, so that no search path leads elsewhere.
    private const string Staging = "pg_temp.redshiftsync_staging";

    private string? _cursorType;

    private string KeyList => string.Join(", ", Source.KeyColumns.Select(c => c.Quoted));

    /// <summary>Whether a table or another relation of that name exists.</summary>
    public bool Exists(PostgresSession session, CancellationToken cancellation) => PostgresCatalog.Exists(session, Table, cancellation);

    /// <summary>Returns the statement that creates the table.</summary>
    public string Create()
    {
        var columns = Source.Columns.Select(c => Declare(c.Quoted, c));
        return $"CREATE TABLE {Table.Quoted} ({string.Join(", ", columns)}, PRIMARY KEY ({KeyList}))";
    }

    /// <summary>
    /// Finds the problem of the table; null if the table fits. Additional columns are allowed unless they require a value.
    /// </summary>
    public string? FindProblem(PostgresSession session, CancellationToken cancellation)
    {
        var columns = PostgresColumn.Of(session, Table, cancellation);
        if (columns.Count == 0)
        {
            return "it does not exist";
        }

        var existing = Evolution.Written.Except(Evolution.Added).ToArray();
        var missing = existing.Where(wanted => !columns.Any(c => c.Name == wanted.Name && !c.IsGenerated)).Select(c => c.Name).ToArray();
        if (missing.Length > 0)
        {
            return $"it lacks {string.Join(", ", missing)}";
        }

        if (columns.FirstOrDefault(c => c.IsDemanding && !Evolution.Written.Any(w => w.Name == c.Name)) is { } demanding)
        {
            return $"its column {demanding.Name} is NOT NULL without a default, and the source has no such column";
        }

        _cursorType = columns.First(c => c.Name == Source.Cursor.Name).Type;
        var misfit = existing.Except(Evolution.Widened.Select(w => w.Column))
            .Select(c => columns.First(known => known.Name == c.Name).FindMisfit(c))
            .FirstOrDefault(problem => problem is not null);
        return misfit ?? (IsUnique(session, cancellation)
            ? null
            : $"{string.Join(", ", Source.KeyColumns.Select(c => c.Name))} is neither its primary key nor unique, letter by letter");
    }

    /// <summary>
    /// Returns the statement that creates the staging table for the rows of one batch, which is dropped at the end of the transaction. A
    /// session of a pooler may still have the staging table of an earlier version of this module.
    /// </summary>
    public string CreateStaging()
    {
        var columns = string.Join(", ", Evolution.Written.Select(c => Declare(Staged(c), c)));
        return $"DROP TABLE IF EXISTS {Staging}; CREATE TEMP TABLE {Staging} (seq integer, {columns}) ON COMMIT DROP";
    }

    /// <summary>Returns the binary COPY into the table itself: a row's values in the order of the schema.</summary>
    public string Copy() =>
        $"COPY {Table.Quoted} ({string.Join(", ", Evolution.Written.Select(c => c.Quoted))}) FROM STDIN (FORMAT BINARY)";

    /// <summary>
    /// Returns the binary COPY into the staging table: a row's number in the batch, then its values in the order of the schema.
    /// </summary>
    public string CopyIntoStaging() =>
        $"COPY {Staging} (seq, {string.Join(", ", Evolution.Written.Select(Staged))}) FROM STDIN (FORMAT BINARY)";

    /// <summary>Returns the upsert from the staging table, which takes the last of several rows with the same key.</summary>
    /// <param name="replacement">Which rows replace existing rows of the same key.</param>
    public string Upsert(Replacement replacement)
    {
        // A column without a zone contains UTC.
        var zone = _cursorType == PostgresTypeMap.TimestampWithoutZone ? " AT TIME ZONE 'UTC'" : "";
        var cursor = Source.Cursor.Quoted;
        var removed = Evolution.Removed.Select(SqlIdentifier.Quote).ToArray();
        var names = string.Join(", ", Evolution.Written.Select(c => c.Quoted).Concat(removed));
        var staged = Evolution.Written.Select(c => c.IsCursor ? $"{Staged(c)}{zone}" : Staged(c));
        var values = string.Join(", ", staged.Concat(removed.Select(_ => "NULL")));
        var key = string.Join(", ", Source.KeyColumns.Select(Staged));
        var changed = Evolution.Written.Where(c => c.KeyPart is null).Select(c => c.Quoted).Concat(removed);
        var updates = string.Join(", ", changed.Select(name => $"{name} = excluded.{name}"));
        var guard = replacement switch
        {
            Replacement.Newer => $" WHERE excluded.{cursor} >= target.{cursor} OR target.{cursor} IS NULL",
            Replacement.WithCursorValue => $" WHERE excluded.{cursor} IS NOT NULL OR target.{cursor} IS NULL",
            _ => "",
        };
        return $"INSERT INTO {Table.Quoted} AS target ({names})"
            + $" SELECT DISTINCT ON ({key}) {values} FROM {Staging} ORDER BY {key}, seq DESC"
            + $" ON CONFLICT ({KeyList}) DO {(updates.Length > 0 ? $"UPDATE SET {updates}{guard}" : "NOTHING")}";
    }

    /// <summary>
    /// Returns the statement that removes rows by key, with an array for each key part. Trailing blanks of padded texts are insignificant.
    /// </summary>
    public string Delete()
    {
        var arrays = string.Join(", ", Source.KeyColumns.Select((c, i) => $"${i + 1}::{(IsInteger(c) ? "bigint" : "text")}[]"));
        var names = string.Join(", ", Source.KeyColumns.Select((_, i) => $"k{i}"));
        var same = Source.KeyColumns.Select(
            (c, i) => $"{(c.IsPadded ? $"rtrim(target.{c.Quoted})" : $"target.{c.Quoted}")} = gone.k{i}"
                + (IsInteger(c) ? "" : $"::{PostgresTypeMap.Of(c).Declaration}"));
        return $"DELETE FROM {Table.Quoted} AS target USING unnest({arrays}) AS gone({names}) WHERE {string.Join(" AND ", same)}";
    }

    /// <summary>Returns the statements for digests of the rows, with times as in the source's column.</summary>
    /// <param name="kind">The content of a digest.</param>
    /// <param name="times">Converts times into the values of the source's column.</param>
    /// <param name="described">The schema of the source, described.</param>
    /// <param name="from">The canonical text of the first cursor value of the compared span; null for all rows.</param>
    public DigestQuery Digests(DigestKind kind, LocalTimes times, TableSchema described, string? from = null)
    {
        var (cursor, codec) = (Source.Cursor.Quoted, described.Cursor.Codec);
        if (codec is TimeCodec)
        {
            var point = _cursorType == PostgresTypeMap.TimestampWithoutZone ? $"({cursor} AT TIME ZONE 'UTC')" : cursor;
            (cursor, codec) = (Local(point, times.Offsets), ColumnCodecs.Timestamp);
        }
        var isInteger = codec.Kind == ColumnKind.WholeNumber;
        var text = codec.CanonicalText(isInteger ? codec.CursorOrder(cursor) : cursor, described.Cursor.Type!);
        return new DigestQuery(Table.Quoted, described, PostgresDialect.Instance, kind)
        {
            Cursor = codec.CursorOrder(cursor),
            CursorText = text,
            Claim = from is null ? null
                : isInteger ? $"{codec.CursorOrder(cursor)} >= {from}"
                : $"{text} COLLATE \"C\" >= '{from}'",
        };
    }

    // The name of a column in the staging table.
    private string Staged(Column column) => $"c{Source.Columns.IndexOf(column)}";

    private static bool IsInteger(Column column) => column.Codec.Kind == ColumnKind.WholeNumber;

    private static string Declare(string name, Column column) => $"{name} {PostgresTypeMap.Of(column).Declaration}";

    // The offsets are part of the statement, because the server may not know the zone, or have other rules for it.
    private static string Local(string point, IReadOnlyList<ZoneOffset> offsets)
    {
        var utc = $"({point} AT TIME ZONE 'UTC')";
        if (offsets.Count == 0)
        {
            return utc;
        }

        var cases = string.Concat(offsets.Select(o => $" WHEN {point} >= timestamptz '{IsoTimestamp.Format(o.From)}' THEN {Seconds(o)}"));
        return $"({utc} + CASE{cases} ELSE {Seconds(offsets[^1])} END)";

        static string Seconds(ZoneOffset offset) =>
            string.Create(CultureInfo.InvariantCulture, $"interval '{offset.Offset.TotalSeconds} seconds'");
    }

    // An index that ignores case, for example, would merge rows.
    private bool IsUnique(PostgresSession session, CancellationToken cancellation) => session.Rows(
        $"""
        SELECT 1 FROM pg_index i
        WHERE i.indrelid = {PostgresCatalog.FindOid}
            AND i.indisunique AND i.indimmediate AND i.indisvalid AND i.indpred IS NULL AND i.indnkeyatts = cardinality($3::text[])
            AND NOT EXISTS (
                SELECT 1 FROM generate_series(0, i.indnkeyatts - 1) part
                LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[part]
                LEFT JOIN pg_collation c ON c.oid = i.indcollation[part]
                WHERE a.attname::text = ANY ($3::text[]) IS NOT TRUE OR NOT coalesce(c.collisdeterministic, true))
        """,
        _ => true,
        cancellation,
        [.. PostgresCatalog.Arguments(Table), Source.KeyColumns.Select(c => c.Name).ToArray()]).Count > 0;
}
