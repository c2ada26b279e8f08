namespace RedshiftSync.Bench.Macro;

/// <summary>The limits that docs/performance.md promises.</summary>
internal static class Targets
{
    public static IReadOnlyList<Target> All { get; } =
    [
        new(
            "Get | Out-Null, to a raw loop plus the same objects from memory, warm",
            1.1,
            m => m.Seconds(Names.Warm.GetOut) / (m.Seconds(Names.Warm.Raw) + m.Seconds(Names.Warm.MemoryOut))),
        new(
            "Get > $null, to a raw loop that makes the same objects, warm",
            1.15,
            m => m.Seconds(Names.Warm.GetNull) / m.Seconds(Names.Warm.RawObjects)),
        new("Get > $null, whole process, to psql \\copy", 2.5, m => m.Seconds(Names.GetNull) / m.Seconds(Names.Psql)),
        new(
            "Get | Export-Csv, to the same objects from memory, warm",
            1.15,
            m => m.Seconds(Names.Warm.GetCsv) / m.Seconds(Names.Warm.MemoryCsv)),
        new(
            "Get | Export-Csv, to the same objects from memory, whole process",
            1.15,
            m => m.Seconds(Names.GetCsv) / m.Seconds(Names.MemoryCsv)),
        new(
            "Customers as any table > $null, to Get > $null, warm",
            1.15,
            m => m.Seconds(Names.Warm.TableNull) / m.Seconds(Names.Warm.GetNull)),
        new(
            "Customers as any table | Export-Csv, to Get | Export-Csv, warm",
            1.15,
            m => m.Seconds(Names.Warm.TableCsv) / m.Seconds(Names.Warm.GetCsv)),
        new(
            "40 columns of mixed types > $null, to a raw loop that makes the same values, warm",
            1.3,
            m => m.Seconds(Names.Warm.WideNull) / m.Seconds(Names.Warm.WideRaw)),
        new(
            "Sync into SQLite, to the slower of reading and upserting alone, warm",
            1.2,
            m => m.Seconds(Names.Warm.Sqlite) / Slower(m, Names.Warm.Raw, Names.Warm.SqliteAlone)),
        new(
            "Sync into SQLite when every row exists, to the slower of both alone, warm",
            1.2,
            m => m.Seconds(Names.Warm.SqliteAgain) / Slower(m, Names.Warm.Raw, Names.Warm.SqliteAgainAlone)),
        new("Sync into SQLite, whole process, to psql \\copy", 4, m => m.Seconds(Names.Sqlite) / m.Seconds(Names.Psql)),
        new(
            "Sync into SQLite when every row exists, whole process, to psql \\copy",
            4,
            m => m.Seconds(Names.SqliteAgain) / m.Seconds(Names.Psql)),
        new(
            "Sync into PostgreSQL, to the slower of reading and of COPY and upserts alone, warm",
            1.3,
            m => m.Seconds(Names.Warm.Postgres) / Slower(m, Names.Warm.Raw, Names.Warm.PostgresAlone)),
        new(
            "Sync into PostgreSQL when every row exists, to COPY and upserts alone, warm",
            1.2,
            m => m.Seconds(Names.Warm.PostgresAgain) / m.Seconds(Names.Warm.PostgresAgainAlone)),
        new(
            "First sync into PostgreSQL, whole process, to psql \\copy out, piped into psql \\copy in",
            1.5,
            m => m.Seconds(Names.Postgres) / m.Seconds(Names.PsqlPipe)),
        new(
            "40 columns of mixed types into SQLite, to the slower of reading and upserting alone, warm",
            1.2,
            m => m.Seconds(Names.Warm.WideSqlite) / Slower(m, Names.Warm.WideRaw, Names.Warm.WideSqliteAlone)),
        new("Import-Module beyond pwsh, ms", 60, m => 1000 * (m.Seconds(Names.Import) - m.Seconds(Names.Shell))),
        new("First row of a cold Get beyond connecting, ms", 400, m => 1000 * (m.Seconds(Names.FirstRowGet) - m.Seconds(Names.FirstRow))),
        PeakToMemory(Names.GetNull, Names.Memory.Null),
        PeakToMemory(Names.GetCsv, Names.Memory.Csv),
        PeakToMemory(Names.Batches, Names.Memory.Batches),
        PeakToMemory(Names.Sqlite, Names.Memory.Sqlite),
        PeakToMemory(Names.Postgres, Names.Memory.Postgres),
    ];

    /// <summary>In a table ten times as large.</summary>
    public static IReadOnlyList<Target> Large { get; } =
    [
        new(
            "Sync of 100 changed rows beyond opening a session, ms",
            50,
            m => 1000 * (m.Seconds(Names.Warm.Changed) - m.Seconds(Names.Warm.Session))),
        new(
            "Sync with nothing changed beyond opening a session, ms",
            20,
            m => 1000 * (m.Seconds(Names.Warm.Unchanged) - m.Seconds(Names.Warm.Session))),
    ];

    /// <summary>Peak memory does not grow with the number of rows: its ratio to that of the small table.</summary>
    public static Target Growth(string subject, double? small) =>
        new($"Peak MB, to that of a tenth of the rows: {subject}", 1.1, m => m.Peak(subject) / small);

    private static Target PeakToMemory(string subject, string floor) =>
        new($"Peak MB, to the same objects from memory: {subject}", 1, m => m.Peak(subject) / m.Peak(floor));

    private static double? Slower(Medians m, string left, string right) =>
        m.Seconds(left) is { } a && m.Seconds(right) is { } b ? Math.Max(a, b) : null;
}
