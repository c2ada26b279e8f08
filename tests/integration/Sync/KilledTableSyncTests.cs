using System.Text.Json;
using static RedshiftSync.IntegrationTests.Sync.KilledTable;

namespace RedshiftSync.IntegrationTests.Sync;

/// <summary>
/// Killed processes that sync a table whose key is two texts, with ties and duplicates, while its rows change between the runs. State file
/// and destination are restored from copies in between. After each kill, neither claims more than the destination has.
/// </summary>
[Collection(SharedSource.Name)]
public sealed class KilledTableSyncTests : DestinationTest
{
    private const string Key = "k1,k2";
    private static readonly int Kills = TestSize.Of(100, usual: 4);

    private readonly KilledTable _source;
    private readonly Random _random = new(7);
    private byte[] _restored = [];
    private int _round;

    public KilledTableSyncTests(SourceFixture source, TargetFixture targets)
        : base(source, targets) => _source = new KilledTable(source);

    [Theory, MemberData(nameof(Kinds))]
    public void A_key_of_texts_survives_kills_changes_and_restored_copies(string kind)
    {
        var target = Create(kind);
        var copies = new SyncCopies(State, target, KilledTable.DestinationTable, _random);
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
                Restore(target, copies);
                AssertClaims(target);
                _source.Change(++_round);
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
        Assert.True((bool)Run(target, $"Test-RedshiftSync {KilledTable.Name} @to -KeyColumn {Key} -Quiet").Only<object>());
    }

    protected override void Dispose(bool disposing)
    {
        _source.Drop();
        base.Dispose(disposing);
    }

    // With small batches, a process that is to be killed is not done too soon.
    private SyncProcess Start(Target target, bool waits) => SyncProcess.Into(
        Source, State, target, !waits ? 1000 : target is SqliteTarget ? 4 : 40, table: KilledTable.Name, waits: waits, keyColumns: Key);

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
        Assert.DoesNotContain(stored.Values, line => !_source.EverWritten.Contains(line));
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

        var missing = _source.Rows(reached).Where(line =>
            !stored.TryGetValue(KeyOf(line), out var found) || string.CompareOrdinal(TimeOf(found), TimeOf(line)) < 0).ToList();
        Assert.True(missing.Count == 0, $"{owner} of round {_round}: {missing.Count} rows up to {watermark}: {missing.FirstOrDefault()}");
    }

    // Of rows with the same key, any with the latest time.
    private void AssertEqual(Target target)
    {
        var stored = ReadRows(target, out _);
        var source = _source.Rows("true").GroupBy(KeyOf).ToDictionary(rows => rows.Key, rows => rows.ToList());
        Assert.Equal(source.Keys.Order(StringComparer.Ordinal), stored.Keys.Order(StringComparer.Ordinal));
        Assert.All(source, rows =>
        {
            var latest = rows.Value.Select(TimeOf).Max(StringComparer.Ordinal);
            Assert.Contains(stored[rows.Key], rows.Value.Where(line => TimeOf(line) == latest));
        });
    }

    // The destination has sometimes lost its rows.
    private void Restore(Target target, SyncCopies copies)
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

        copies.Take();
        if (copies.RestoreState())
        {
            _restored = File.ReadAllBytes(State);
        }

        var isLost = _random.Next(8) == 0;
        if (isLost)
        {
            copies.EmptyDestination();
        }

        if (isLost || copies.RestoreDestination())
        {
            _restored = File.ReadAllBytes(State);
        }
    }

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
}
