using System.Text.Json;
using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Sync;

/// <summary>
/// Killed processes that sync a table whose key is two texts, with ties and duplicates, while its rows change between the runs. State file
/// and destination are restored from copies in between. After each kill, neither claims more than the destination has.
/// </summary>
[Collection(SharedSource.Name)]
public sealed class KilledTableSyncTests : DestinationTest
{
    private const int Rows = 9_000;
    private const string Table = "testers.killed";
    private const string Key = "k1,k2";
    private static readonly int Kills = TestSize.Of(100, usual: 4);

    // Equal in Redshift, apart from case or trailing blanks, or ordered differently by each collation.
    private static readonly string[] Texts =
    [
        "", "a", "A", "a ", "A  ", "b", "B", "ab", "aB", "a b", "a-b", "_a", "é", "É", "e", "ß", "ẞ", "ss", "K", "k", "\u212A", "å",
        "\u212B", "Σ", "σ", "ς", "İ", "i", "I", "ı", "\U00010400", "\U00010428", "it''s", "日本", "🙂",
    ];

    // What there was after each kill, the newest last: the state, and the name of a copy of the destination.
    private readonly List<(byte[] State, string Copy)> _copies = [];
    private readonly HashSet<string> _everWritten = [];
    private readonly Random _random = new(7);
    private byte[] _restored = [];
    private int _round;

    public KilledTableSyncTests(SourceFixture source, TargetFixture targets)
        : base(source, targets)
    {
        // Redshift ignores trailing blanks, and a column can ignore case.
        var (k1, k2) = source.Redshift is null
            ? ("varchar(20) COLLATE \"en-x-icu\"", "varchar(20)")
            : ("redshift_varchar(20)", "case_insensitive_varchar(20)");
        source.Server.Execute($"""
            CREATE SCHEMA IF NOT EXISTS testers;
            GRANT USAGE ON SCHEMA testers TO {PostgresServer.User};
            DROP TABLE IF EXISTS {Table};
            CREATE TABLE {Table} (k1 {k1}, note text, k2 {k2}, updated_at timestamp, n bigint);
            GRANT SELECT ON {Table} TO {PostgresServer.User};
            CREATE TEMP TABLE texts AS SELECT ordinality - 1 AS i, t FROM unnest('{ArrayOf(Texts)}'::text[]) WITH ORDINALITY AS all_texts(t);
            INSERT INTO {Table} SELECT first.t, 'v' || n, n / {3 * Texts.Length} || second.t,
                timestamp '2024-05-01' + (n * 7919 % 9) * interval '1.000001 seconds', n
            FROM generate_series(0, {Rows - 1}) n JOIN texts first ON first.i = n % {Texts.Length}
                JOIN texts second ON second.i = (n + n / {Texts.Length} * 3) % {Texts.Length}
            ORDER BY md5(n::text);
            INSERT INTO {Table} SELECT k1, 'same stamp', k2, updated_at, n + 100000 FROM {Table} WHERE n % 10 = 3;
            INSERT INTO {Table} SELECT k1, 'older', k2, updated_at - interval '2.000002 seconds', n + 200000 FROM {Table} WHERE n % 15 = 4;
            """);
        RememberRows();
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_key_of_texts_survives_kills_changes_and_restored_copies(string kind)
    {
        var target = Create(kind);
        var started = new Queue<SyncProcess>();
        var kills = 0;
        try
        {
            // A process that is done before it can be killed does not count.
            for (var attempts = 0; kills < Kills && attempts < 4 * Kills; attempts++)
            {
                while (started.Count < 2)
                {
                    started.Enqueue(Start(target, waits: true));
                }

                using (var sync = started.Dequeue())
                {
                    kills += Kill(sync, target) ? 1 : 0;
                }

                AssertClaims(target);
                Restore(target);
                AssertClaims(target);
                ChangeRows();
            }
        }
        finally
        {
            foreach (var process in started)
            {
                process.Dispose();
            }
        }

        Assert.Equal(Kills, kills);
        using var last = Start(target, waits: false);
        var (exitCode, output) = last.Wait();

        Assert.True(exitCode == 0, output);
        AssertClaims(target);
        AssertEqual(target);
        Assert.True((bool)Run(target, $"Test-RedshiftSync {Table} @to -KeyColumn {Key} -Quiet").Only<object>());
    }

    protected override void Dispose(bool disposing)
    {
        Source.Server.Execute($"DROP TABLE IF EXISTS {Table}");
        base.Dispose(disposing);
    }

    // With small batches, a process that is to be killed is not done too soon.
    private SyncProcess Start(Target target, bool waits) => SyncProcess.Into(
        Source, State, target, !waits ? 1000 : target is SqliteTarget ? 4 : 40, table: Table, waits: waits, keyColumns: Key);

    // Kills a process when the destination's checkpoint has changed a few times, or earlier. Returns false if it was done before.
    private bool Kill(SyncProcess sync, Target target)
    {
        var changes = _random.Next(5);
        sync.Continue();
        if (changes == 0)
        {
            Thread.Sleep(_random.Next(400));
        }

        var last = FindCheckpoint(target);
        while (changes > 0 && !sync.HasExited)
        {
            if (FindCheckpoint(target) is var now && now != last)
            {
                changes--;
                last = now;
            }
        }

        var wasRunning = !sync.HasExited;
        sync.Kill();
        Assert.True(wasRunning || sync.Wait().ExitCode == 0, sync.Wait().Output);

        // A session at the destination may still commit.
        while (target is PostgresTarget && Targets.Server.CountSessions(PostgresTarget.ApplicationName) > 0)
        {
            Thread.Sleep(5);
        }

        return wasRunning;
    }

    private void AssertClaims(Target target)
    {
        var state = File.Exists(State) ? File.ReadAllBytes(State) : [];
        var stored = ReadRows(target, out var checkpoint);
        Assert.DoesNotContain(stored.Values, line => !_everWritten.Contains(line));
        AssertClaim("destination", checkpoint, stored);

        // A state file that was restored is ahead of an older destination until the next run has looked at both.
        if (!state.AsSpan().SequenceEqual(_restored))
        {
            AssertClaim("state", System.Text.Encoding.UTF8.GetString(state), stored);
        }
    }

    // Every row of the source up to the watermark has arrived, or a newer row of its key.
    private void AssertClaim(string owner, string? json, Dictionary<string, string> stored)
    {
        if (json is not { Length: > 0 })
        {
            return;
        }

        using var document = JsonDocument.Parse(json);
        if (!document.RootElement.TryGetProperty("watermark", out var watermark) || watermark.ValueKind == JsonValueKind.Null)
        {
            return;
        }

        var time = Literal(watermark.GetProperty("cursor_value").GetString()!.TrimEnd('Z'));
        var reached = $"updated_at < {time}";
        if (watermark.TryGetProperty("key", out var key) && key.ValueKind == JsonValueKind.Array)
        {
            var (k1, k2) = (Literal(key[0].GetString()!), Literal(key[1].GetString()!));
            reached += $" OR updated_at = {time} AND (k1 < {k1} OR k1 = {k1} AND k2 <= {k2})";
        }

        var missing = SourceRows(reached).Where(line =>
            !stored.TryGetValue(KeyOf(line), out var found) || string.CompareOrdinal(TimeOf(found), TimeOf(line)) < 0).ToList();
        Assert.True(missing.Count == 0, $"{owner} of round {_round}: {missing.Count} rows up to {watermark}: {missing.FirstOrDefault()}");
    }

    // Of rows with the same key, any with the latest time.
    private void AssertEqual(Target target)
    {
        var stored = ReadRows(target, out _);
        var source = SourceRows("true").GroupBy(KeyOf).ToDictionary(rows => rows.Key, rows => rows.ToList());
        Assert.Equal(source.Keys.Order(StringComparer.Ordinal), stored.Keys.Order(StringComparer.Ordinal));
        Assert.All(source, rows =>
        {
            var latest = rows.Value.Select(TimeOf).Max(StringComparer.Ordinal);
            Assert.Contains(stored[rows.Key], rows.Value.Where(line => TimeOf(line) == latest));
        });
    }

    // Some rows change, many at one time; two of them get a duplicate, one with the same time and one with an earlier one.
    private void ChangeRows()
    {
        _round++;
        var time = $"timestamp '2024-05-02' + {_round} * interval '1.000001 minutes'";
        Source.Server.Execute($"""
            UPDATE {Table} SET updated_at = {time}, note = 'changed {_round}', n = n + 1000000 WHERE n % 4 = {_round % 4};
            INSERT INTO {Table} SELECT k1, 'twice {_round}', k2, {time}, n + 500000 FROM {Table}
                WHERE n % 400 = {_round % 400} AND n < 100000000;
            INSERT INTO {Table} SELECT k1 || 'n', 'new {_round}', k2, {time} + interval '1 second', n + 500000000 FROM {Table}
                WHERE n % 300 = {_round % 300} AND n < 500000000 LIMIT 30;
            """);
        RememberRows();
    }

    private void RememberRows() => _everWritten.UnionWith(SourceRows("true"));

    private List<string> SourceRows(string condition) => CustomerTable.Texts(
        Source.Server,
        $"""
        SELECT k1::text || '|' || k2::text || '|' || to_char(updated_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '|' || n || '|' || note
        FROM {Table} WHERE {condition}
        """);

    // State and destination, each as it is, as it was before this kill, or one kill earlier; sometimes the destination has lost its rows.
    private void Restore(Target target)
    {
        if (FindCheckpoint(target) is null || !File.Exists(State))
        {
            return;
        }

        // Unless the process was killed before it looked at both.
        if (!File.ReadAllBytes(State).AsSpan().SequenceEqual(_restored))
        {
            _restored = [];
        }

        var copy = $"copy{_round}";
        foreach (var table in new[] { "killed", "redshiftsync_checkpoint" })
        {
            target.Execute($"CREATE TABLE {copy}_{table} AS SELECT * FROM {table}");
        }

        _copies.Add((File.ReadAllBytes(State), copy));
        if (_copies.Count > 3)
        {
            Array.ForEach(["killed", "redshiftsync_checkpoint"], table => target.Execute($"DROP TABLE {_copies[0].Copy}_{table}"));
            _copies.RemoveAt(0);
        }

        if (Back() is var state and > 0)
        {
            _restored = _copies[^(state + 1)].State;
            File.WriteAllBytes(State, _restored);
        }

        var isLost = _random.Next(8) == 0;
        if (Back() is var destination && (isLost || destination > 0))
        {
            _restored = File.ReadAllBytes(State);
            foreach (var table in new[] { "killed", "redshiftsync_checkpoint" })
            {
                target.Execute($"DELETE FROM {table}");
                target.Execute(isLost ? "SELECT 1" : $"INSERT INTO {table} SELECT * FROM {_copies[^(destination + 1)].Copy}_{table}");
            }
        }
    }

    private int Back() => Math.Min(_random.Next(3), _copies.Count - 1);

    // In one statement, so that rows and checkpoint belong together.
    private static Dictionary<string, string> ReadRows(Target target, out string? checkpoint)
    {
        checkpoint = null;
        var rows = new Dictionary<string, string>();
        if (FindCheckpoint(target) is null)
        {
            return rows;
        }

        var time = target is SqliteTarget
            ? "updated_at"
            : """to_char(updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')""";
        foreach (var line in target.Read(
            $"SELECT '!' || checkpoint FROM redshiftsync_checkpoint UNION ALL SELECT '=' || k1 || '|' || k2 || '|' || {time} || '|' || n "
            + "|| '|' || note FROM killed"))
        {
            if (line![0] == '!')
            {
                checkpoint = line[1..];
            }
            else
            {
                rows.Add(KeyOf(line[1..]), line[1..]);
            }
        }

        return rows;
    }

    // Null before the first run has created the tables.
    private static string? FindCheckpoint(Target target)
    {
        const string Name = "redshiftsync_checkpoint";
        var exists = target is SqliteTarget
            ? File.Exists(target.Address) && target.Query($"SELECT name FROM sqlite_master WHERE name = '{Name}'").Count > 0
            : target.Query($"SELECT to_regclass('{Name}')::text").Single() is not null;
        return exists ? target.Query($"SELECT checkpoint FROM {Name}").SingleOrDefault("") : null;
    }

    private static string KeyOf(string line) => line[..line.IndexOf('|', line.IndexOf('|', StringComparison.Ordinal) + 1)];

    private static string TimeOf(string line) => line.Split('|')[2];

    private static string Literal(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";

    private static string ArrayOf(string[] texts) => "{" + string.Join(',', texts.Select(text => $"\"{text}\"")) + "}";
}
