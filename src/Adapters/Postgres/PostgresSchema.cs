using System.Globalization;

namespace RedshiftSync.Adapters.Postgres;

/// <summary>The table of rows in a PostgreSQL destination: making it, checking it, writing to it by way of a staging table.</summary>
/// <param name="Table">Its name, with the schema where one is given.</param>
/// <param name="Shape">The source's shape; the columns carry the same names.</param>
internal sealed record PostgresSchema(TableName Table, TableShape Shape)
{
    // Qualified, so that no search path leads elsewhere.
    private const string Staging = "pg_temp.redshiftsync_staging";

    private static readonly string[] NumberTypes = ["smallint", "integer", "bigint", "numeric"];
    private static readonly string[] TextTypes = ["text", "character varying"];
    private static readonly string[] TimeTypes = ["timestamp with time zone", "timestamp without time zone"];

    private string? _timeType;

    /// <summary>Whether there is a table, or something else, of that name.</summary>
    public bool Exists(PostgresSession session, CancellationToken cancellation) => PostgresCatalog.Exists(session, Table, cancellation);

    /// <summary>Creates the table.</summary>
    public string Create()
    {
        var texts = string.Concat(Shape.TextColumns.Select(c => $"{SqlIdentifier.Quote(c)} text, "));
        return $"CREATE TABLE {Table.Quoted} ({SqlIdentifier.Quote(Shape.KeyColumn)} bigint PRIMARY KEY, {texts}{SqlIdentifier.Quote(Shape.TimeColumn)} timestamptz)";
    }

    /// <summary>What is wrong with the table, or null when it fits. More columns than needed do no harm unless they demand a value.</summary>
    public string? FindProblem(PostgresSession session, CancellationToken cancellation)
    {
        var columns = session.Rows(
            $"""
            SELECT a.attname, format_type(a.atttypid, NULL), a.atttypmod, a.attnotnull AND NOT a.atthasdef AND a.attidentity = '', a.attgenerated <> '' OR a.attidentity = 'a'
            FROM pg_attribute a WHERE a.attrelid = {PostgresCatalog.FindOid} AND a.attnum > 0 AND NOT a.attisdropped
            """,
            r => new Column(r.GetString(0), r.GetString(1), r.GetInt32(2), r.GetBoolean(3), r.GetBoolean(4)),
            cancellation,
            PostgresCatalog.Arguments(Table));
        if (columns.Count == 0)
        {
            return "it does not exist";
        }

        var missing = Shape.Columns.Where(wanted => !columns.Any(c => c.Name == wanted && !c.IsGenerated)).ToArray();
        if (missing.Length > 0)
        {
            return $"it lacks {string.Join(", ", missing)}";
        }

        if (columns.FirstOrDefault(c => c.IsDemanding && !Shape.Columns.Contains(c.Name)) is { } demanding)
        {
            return $"its column {demanding.Name} is NOT NULL without a default, and the source has no such column";
        }

        _timeType = columns.First(c => c.Name == Shape.TimeColumn).Type;
        return FindMisfit(columns) ?? (IsUnique(session, cancellation) ? null : $"{Shape.KeyColumn} is neither its primary key nor unique");
    }

    /// <summary>
    /// Creates a table that lives as long as the transaction, for the rows of one batch. A session of a pooler may still have one that an
    /// earlier version of this module left there.
    /// </summary>
    public string CreateStaging()
    {
        var texts = string.Concat(Shape.TextColumns.Select((_, i) => $"c{i} text, "));
        return $"DROP TABLE IF EXISTS {Staging}; CREATE TEMP TABLE {Staging} (seq integer, key bigint, {texts}t timestamptz) ON COMMIT DROP";
    }

    /// <summary>Fills the staging table, in binary: place, key, texts, time.</summary>
    public string Copy()
    {
        var texts = string.Concat(Shape.TextColumns.Select((_, i) => $"c{i}, "));
        return $"COPY {Staging} (seq, key, {texts}t) FROM STDIN (FORMAT BINARY)";
    }

    /// <summary>Upserts what was staged; of several rows of one key the last.</summary>
    /// <param name="replacement">Which rows replace those that are there.</param>
    public string Upsert(Replacement replacement)
    {
        // A time without a zone holds UTC.
        var staged = _timeType == TimeTypes[1] ? "t AT TIME ZONE 'UTC'" : "t";
        var time = SqlIdentifier.Quote(Shape.TimeColumn);
        var names = string.Join(", ", Shape.Columns.Select(SqlIdentifier.Quote));
        var texts = string.Concat(Shape.TextColumns.Select((_, i) => $"c{i}, "));
        var updates = string.Join(", ", Shape.Columns.Skip(1).Select(SqlIdentifier.Quote).Select(c => $"{c} = excluded.{c}"));
        var guard = replacement switch
        {
            Replacement.Newer => $" WHERE excluded.{time} >= target.{time} OR target.{time} IS NULL",
            Replacement.Dated => $" WHERE excluded.{time} IS NOT NULL OR target.{time} IS NULL",
            _ => "",
        };
        return $"INSERT INTO {Table.Quoted} AS target ({names}) SELECT DISTINCT ON (key) key, {texts}{staged} FROM {Staging} ORDER BY key, seq DESC"
            + $" ON CONFLICT ({SqlIdentifier.Quote(Shape.KeyColumn)}) DO UPDATE SET {updates}{guard}";
    }

    /// <summary>Digests of its rows, times as the source's column holds them.</summary>
    public DigestSql Digests(DigestKind kind, LocalTimes times, IReadOnlySet<int> paddedTexts)
    {
        var time = SqlIdentifier.Quote(Shape.TimeColumn);
        var point = _timeType == TimeTypes[1] ? $"({time} AT TIME ZONE 'UTC')" : time;
        return new DigestSql(Table.Quoted, Shape, SqlDialect.Postgres, kind)
        {
            Timestamp = Local(point, times.Offsets),
            PaddedTexts = paddedTexts,
        };
    }

    // The offsets are spelled out: the server may not know the zone, or know other rules for it.
    private static string Local(string point, IReadOnlyList<ZoneOffset> offsets)
    {
        var utc = $"({point} AT TIME ZONE 'UTC')";
        if (offsets.Count == 0)
        {
            return utc;
        }

        var cases = string.Concat(offsets.Select(o => $" WHEN {point} >= timestamptz '{IsoTimestamp.Format(o.From)}' THEN {Seconds(o)}"));
        return $"({utc} + CASE{cases} ELSE {Seconds(offsets[^1])} END)";

        static string Seconds(ZoneOffset offset) => string.Create(CultureInfo.InvariantCulture, $"interval '{offset.Offset.TotalSeconds} seconds'");
    }

    private string? FindMisfit(List<Column> columns)
    {
        foreach (var column in columns)
        {
            var problem = column.Name == Shape.KeyColumn && !NumberTypes.Contains(column.Type) ? "keeps no whole numbers"
                : Shape.TextColumns.Contains(column.Name) && !TextTypes.Contains(column.Type) ? "does not keep text as it is"
                : column.Name == Shape.TimeColumn && !TimeTypes.Contains(column.Type) ? "keeps no timestamps"
                : column.Name == Shape.TimeColumn && column.Modifier is >= 0 and < 6 ? "does not keep microseconds"
                : null;
            if (problem is not null)
            {
                return $"its column {column.Name} is of type {column.Type} and {problem}";
            }
        }

        return null;
    }

    private bool IsUnique(PostgresSession session, CancellationToken cancellation) => session.Rows(
        $"""
        SELECT 1 FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
        WHERE i.indrelid = {PostgresCatalog.FindOid} AND a.attname = $3::text::name
            AND i.indisunique AND i.indimmediate AND i.indisvalid AND i.indpred IS NULL AND i.indnkeyatts = 1
        """,
        _ => true,
        cancellation,
        [.. PostgresCatalog.Arguments(Table), Shape.KeyColumn]).Count > 0;

    private sealed record Column(string Name, string Type, int Modifier, bool IsDemanding, bool IsGenerated);
}
