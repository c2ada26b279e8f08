using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace RedshiftSync.Bench.Subjects;

/// <summary>
/// Rows of forty columns of mixed types, like those of the wide table, from memory into SQLite: upserts in batches of 10,000, each a durable
/// transaction with its checkpoint, nothing else. The values are made beforehand, except for the key and the cursor.
/// </summary>
internal static class WideSqliteUpserts
{
    private const int BatchSize = 10_000;
    private const int Distinct = 1000;
    private const int Columns = 40;
    private const int Key = 2;
    private const int Cursor = 16;

    // In the order of the wide table, as the module declares them.
    private static readonly string[] Types =
    [
        "INTEGER", "INTEGER", "INTEGER", "NUMERIC", "TEXT", "TEXT", "REAL", "REAL", "INTEGER", "TEXT",
        "TEXT", "TEXT", "TEXT", "TEXT", "TEXT", "TEXT", "TEXT", "INTEGER", "INTEGER", "TEXT",
    ];

    private static readonly object?[][] Rows = [.. Enumerable.Range(1, Distinct).Select(Row)];

    public static void Run(string path, int rows)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        var database = connection.Handle!;
        SqliteUpserts.Execute(database, "PRAGMA synchronous = FULL");
        var names = Enumerable.Range(0, Columns).Select(i => $"c{i}").ToArray();
        var columns = names.Select((name, i) => $"{name} {Types[i % Types.Length]}{(i == Key ? " PRIMARY KEY" : "")}");
        SqliteUpserts.Execute(database, $"CREATE TABLE IF NOT EXISTS wide ({string.Join(", ", columns)})");
        SqliteUpserts.Execute(database, "CREATE TABLE IF NOT EXISTS checkpoint (id INTEGER PRIMARY KEY, updated TEXT)");
        var updates = names.Where((_, i) => i != Key).Select(n => $"{n} = excluded.{n}");
        raw.sqlite3_prepare_v2(
            database,
            $"INSERT INTO wide VALUES ({string.Join(", ", names.Select((_, i) => $"?{i + 1}"))}) ON CONFLICT (c{Key}) DO UPDATE SET "
                + $"{string.Join(", ", updates)} WHERE excluded.c{Cursor} >= wide.c{Cursor}",
            out var upsert);
        using (upsert)
        {
            var start = new DateTime(2024, 1, 1, 6, 0, 0, DateTimeKind.Utc);
            Span<byte> time = stackalloc byte[IsoTimestamp.Length];
            for (var g = 1; g <= rows; g++)
            {
                if (g % BatchSize == 1)
                {
                    SqliteUpserts.Execute(database, "BEGIN IMMEDIATE");
                }

                IsoTimestamp.Write(start.AddTicks(g * 30_000_070L), time);
                Bind(upsert, Rows[g % Distinct], g, time);
                raw.sqlite3_step(upsert);
                raw.sqlite3_reset(upsert);
                if (g % BatchSize == 0 || g == rows)
                {
                    SqliteUpserts.Execute(database, $"INSERT OR REPLACE INTO checkpoint VALUES (1, '{Encoding.ASCII.GetString(time)}')");
                    SqliteUpserts.Execute(database, "COMMIT");
                }
            }
        }
    }

    private static void Bind(sqlite3_stmt upsert, object?[] row, int key, ReadOnlySpan<byte> time)
    {
        for (var i = 0; i < Columns; i++)
        {
            _ = i switch
            {
                Key => raw.sqlite3_bind_int64(upsert, i + 1, key),
                Cursor => raw.sqlite3_bind_text(upsert, i + 1, time),
                _ => row[i] switch
                {
                    null => raw.sqlite3_bind_null(upsert, i + 1),
                    long number => raw.sqlite3_bind_int64(upsert, i + 1, number),
                    double number => raw.sqlite3_bind_double(upsert, i + 1, number),
                    var text => raw.sqlite3_bind_text(upsert, i + 1, (byte[])text),
                },
            };
        }
    }

    private static object?[] Row(int g) =>
        [.. Enumerable.Range(0, Columns).Select(i => (g + i) % 10 == 0 ? null : Value(g, i % Types.Length))];

    private static object Value(int g, int column) => column switch
    {
        0 => (long)(g % 32000),
        1 => g * 7L,
        3 => Format($"{g}.25"),
        4 => Format($"{g}.123456789012345678"),
        5 => Format($"{g}.{g % 10000:0000}"),
        6 => g * 0.5,
        7 => g / 7.0,
        8 => g % 3 == 0 ? 1L : 0L,
        9 => Format($"C{g % 10000}"),
        10 => Format($"Name{g % 7919}"),
        11 => Text(g % 2 == 0 ? "Zürich" : "Springfield"),
        12 => Format($"An order of customer{g}@example.com"),
        13 or 19 => Format($"2021-02-{1 + (g % 28):00}"),
        14 => Format($"08:{g % 60:00}:{g % 60:00}.{g:000000}"),
        15 or 16 => Format($"2023-05-01T12:{g % 60:00}:{g % 60:00}.{g:000000}"),
        17 => (long)(g % 100),
        _ => g % 17 * 1_000_000_007L,
    };

    private static byte[] Format(FormattableString text) => Encoding.UTF8.GetBytes(text.ToString(CultureInfo.InvariantCulture));

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);
}
