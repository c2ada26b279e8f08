using RedshiftSync.UnitTests.World;

namespace RedshiftSync.UnitTests.Sync;

/// <summary>
/// Random histories of tables with every kind of cursor, with and without a key. Rows become visible late, but not later than the lag, the
/// day or -Lookback allows; runs are cut, limited, killed between batches or start over.
/// </summary>
public sealed class LateRowTests : RunTest
{
    private static readonly int Histories = Environment.GetEnvironmentVariable("REDSHIFTSYNC_TEST_THOROUGH") == "1" ? 3000 : 100;

    [Fact]
    public void No_row_that_is_late_within_the_lookback_is_missed()
    {
        for (var seed = 0; seed < Histories; seed++)
        {
            try
            {
                Follow(new Random(seed), (CursorKind)(seed % 3), hasKey: seed % 2 == 0);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Seed {seed}: {e.Message}", e);
            }
        }
    }

    private void Follow(Random random, CursorKind kind, bool hasKey)
    {
        Array.ForEach(Directory.GetFiles(Path.GetDirectoryName(StatePath)!), File.Delete);
        var source = Source();
        var lookback = random.Next(3);
        var schema = TestData.WithTypes(
            hasKey ? TestData.Schema : TestData.WithoutKey,
            kind switch { CursorKind.Integer => "bigint", CursorKind.Day => "date", _ => "timestamp" });
        var request = TestData.Request with
        {
            Schema = schema,
            DefaultStart = CursorValue.Earliest(kind),
            Lookback = kind == CursorKind.Integer ? lookback : lookback * TimeSpan.TicksPerDay,
        };
        var delivered = new HashSet<string>();
        var (names, number) = (0, 100L);
        for (var round = random.Next(3, 12); round >= 0; round--)
        {
            source.Clock = source.Clock.AddHours(random.Next(random.Next(2) == 0 ? 6 : 60)).AddMinutes(1);
            number += random.Next(1, 4);
            for (var count = random.Next(6); count > 0; count--)
            {
                source.Rows.Add(new FakeRow(Late(random.Next(lookback + 1)), hasKey ? random.Next(6) : null, $"{names++}"));
            }

            if (random.Next(3) > 0)
            {
                Run(source, request with { Full = random.Next(4) == 0, MaxRow = random.Next(4) == 0 ? 2 : null }, delivered, random);
            }
        }

        source.Clock = source.Clock.AddDays(1);
        Run(source, request, delivered, random: null);
        Assert.Equal(source.Rows.Select(r => r.Name).Order(), delivered.Order());

        // Neither before what a run has already passed, nor after what the next one reads.
        DateTime Late(int by) => kind switch
        {
            CursorKind.Integer => FakeRow.TimeOf(number - by),
            CursorKind.Day => source.Clock.Date.AddDays(-by),
            _ => source.Clock.AddDays(-by),
        };
    }

    private void Run(FakeSource source, SyncRequest request, HashSet<string> delivered, Random? random)
    {
        var batches = random?.Next(3) == 0 ? random.Next(4) : int.MaxValue;
        source.OnRead = () =>
        {
            if (random?.Next(10) == 0)
            {
                throw TestData.Lost;
            }
        };
        if (request.Full)
        {
            delivered.Clear();
        }

        // Nothing here depends on flushing.
        using var file = new StateFile(StatePath, new CrashingFileSteps());
        file.Lock();
        using var access = source.Access(Observer, maxRetry: 100);
        try
        {
            ScriptBlockRun.Execute<FakeRow>(file, access, request, random?.Next(1, 4) ?? 1000, TestData.Copy, Take, Observer);
        }
        catch (InvalidOperationException) when (batches < 0)
        {
            // The run was killed between two batches.
        }

        void Take(List<FakeRow> rows)
        {
            if (batches-- == 0)
            {
                throw new InvalidOperationException("killed");
            }

            delivered.UnionWith(rows.Select(r => r.Name!));
        }
    }
}
