using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Sync;

/// <summary>A source table whose key is two texts, with ties and duplicates, and whose rows change.</summary>
internal sealed class KilledTable
{
    /// <summary>The table's name.</summary>
    public const string Name = $"testers.{DestinationTable}";

    /// <summary>The name of the destination's table.</summary>
    public const string DestinationTable = "killed";

    private const int Count = 9_000;

    // Equal in Redshift, apart from case or trailing blanks, or ordered differently by each collation.
    private static readonly string[] Texts =
    [
        "", "a", "A", "a ", "A  ", "b", "B", "ab", "aB", "a b", "a-b", "_a", "é", "É", "e", "ß", "ẞ", "ss", "K", "k", "\u212A", "å",
        "\u212B", "Σ", "σ", "ς", "İ", "i", "I", "ı", "\U00010400", "\U00010428", "it''s", "日本", "🙂",
    ];

    private readonly PostgresServer _server;

    /// <summary>Creates the table.</summary>
    public KilledTable(SourceFixture source)
    {
        _server = source.Server;

        // Redshift ignores trailing blanks, and a column can ignore case.
        var (k1, k2) = source.Redshift is null
            ? ("varchar(20) COLLATE \"en-x-icu\"", "varchar(20)")
            : ("redshift_varchar(20)", "case_insensitive_varchar(20)");
        _server.Execute($"""
            CREATE SCHEMA IF NOT EXISTS testers;
            GRANT USAGE ON SCHEMA testers TO {PostgresServer.User};
            DROP TABLE IF EXISTS {Name};
            CREATE TABLE {Name} (k1 {k1}, note text, k2 {k2}, updated_at timestamp, n bigint);
            GRANT SELECT ON {Name} TO {PostgresServer.User};
            CREATE TEMP TABLE texts AS SELECT ordinality - 1 AS i, t
                FROM unnest('{ArrayOf(Texts)}'::text[]) WITH ORDINALITY AS all_texts(t);
            INSERT INTO {Name} SELECT first.t, 'v' || n, n / {3 * Texts.Length} || second.t,
                timestamp '2024-05-01' + (n * 7919 % 9) * interval '1.000001 seconds', n
            FROM generate_series(0, {Count - 1}) n JOIN texts first ON first.i = n % {Texts.Length}
                JOIN texts second ON second.i = (n + n / {Texts.Length} * 3) % {Texts.Length}
            ORDER BY md5(n::text);
            INSERT INTO {Name} SELECT k1, 'same stamp', k2, updated_at, n + 100000 FROM {Name} WHERE n % 10 = 3;
            INSERT INTO {Name} SELECT k1, 'older', k2, updated_at - interval '2.000002 seconds', n + 200000 FROM {Name} WHERE n % 15 = 4;
            """);
        Remember();
    }

    /// <summary>Every row that the table has ever had.</summary>
    public HashSet<string> EverWritten { get; } = [];

    /// <summary>Changes some rows, many at one time; some get a duplicate of the same time, others one with another key.</summary>
    public void Change(int round)
    {
        var time = $"timestamp '2024-05-02' + {round} * interval '1.000001 minutes'";
        _server.Execute($"""
            UPDATE {Name} SET updated_at = {time}, note = 'changed {round}', n = n + 1000000 WHERE n % 4 = {round % 4};
            INSERT INTO {Name} SELECT k1, 'twice {round}', k2, {time}, n + 500000 FROM {Name}
                WHERE n % 400 = {round % 400} AND n < 100000000;
            INSERT INTO {Name} SELECT k1 || 'n', 'new {round}', k2, {time} + interval '1 second', n + 500000000 FROM {Name}
                WHERE n % 300 = {round % 300} AND n < 500000000 LIMIT 30;
            """);
        Remember();
    }

    /// <summary>The rows that meet a condition, each as one line of text.</summary>
    public List<string> Rows(string condition) => CustomerTable.Texts(
        _server,
        $"""
        SELECT k1::text || '|' || k2::text || '|' || to_char(updated_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '|' || n || '|' || note
        FROM {Name} WHERE {condition}
        """);

    /// <summary>Drops the table.</summary>
    public void Drop() => _server.Execute($"DROP TABLE IF EXISTS {Name}");

    /// <summary>The key of a line.</summary>
    public static string KeyOf(string line) => line[..line.IndexOf('|', line.IndexOf('|', StringComparison.Ordinal) + 1)];

    /// <summary>The time of a line.</summary>
    public static string TimeOf(string line) => line.Split('|')[2];

    /// <summary>A text as SQL.</summary>
    public static string Literal(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";

    private void Remember() => EverWritten.UnionWith(Rows("true"));

    private static string ArrayOf(string[] texts) => "{" + string.Join(',', texts.Select(text => $"\"{text}\"")) + "}";
}
