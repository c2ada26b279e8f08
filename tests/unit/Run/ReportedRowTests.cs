namespace RedshiftSync.UnitTests.Run;

/// <summary>Rows that are left out and have no position are met by every run, and reported by one.</summary>
public sealed class ReportedRowTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("redshiftsync");
    private readonly RecordingObserver _observer = new();

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(SyncState.HistoryLength)]
    [InlineData(SyncState.HistoryLength + 1)]
    [InlineData(500)]
    public void However_many_there_are_they_are_reported_once(int count)
    {
        var source = new FakeSource([.. TestData.Rows(1), .. Enumerable.Repeat(new FakeRow(TestData.Old, null), count)], TestData.Clock);

        Assert.Equal([count, 0, 0], Reports(source, 3));

        // Another one is reported, and so is one that comes with a row of its own time.
        source.Rows.Add(new FakeRow(TestData.Old, null));
        Assert.Equal([1, 0], Reports(source, 2));
        source.Rows.AddRange([new(TestData.Old, 7), new(TestData.Old, null)]);
        Assert.Equal([1, 0], Reports(source, 2));
        Assert.Equal(new Watermark(TestData.Old, 7), State().Watermark);
    }

    [Fact]
    public void They_are_reported_once_behind_the_last_row_too_and_again_by_a_full_run()
    {
        var source = new FakeSource([.. TestData.Rows(1), new(TestData.Old.AddDays(1), null), new(TestData.Old.AddDays(2), null)], TestData.Clock);

        Assert.Equal([2, 0], Reports(source, 2));
        Assert.Equal(2, Reported(source, TestData.Request with { Full = true, SkipUnreadable = true }));
        Assert.Equal(0, Reported(source));
    }

    [Fact]
    public void One_that_was_corrected_does_not_hide_another()
    {
        var source = new FakeSource([.. TestData.Rows(1), new(TestData.Old.AddDays(1), null)], TestData.Clock);
        Assert.Equal(1, Reported(source));

        source.Rows[1] = new(TestData.Old.AddDays(2), null);
        Assert.Equal([1, 0], Reports(source, 2));
    }

    [Fact]
    public void A_state_file_names_them_only_where_there_are_some()
    {
        Reported(new FakeSource(TestData.Rows(1), TestData.Clock));
        Assert.DoesNotContain("reported", File.ReadAllText(FilePath), StringComparison.Ordinal);

        Reported(new FakeSource([.. TestData.Rows(1), new(TestData.Old, null)], TestData.Clock));
        Assert.Equal(new ReportedRows(TestData.Old, 1, TestData.Old, 0), State().Reported);
    }

    // Rows come in the order of their times, as committed rows do; runs are cut, limited, or fail; in between, readers come and go.
    [Fact]
    public void In_any_history_each_is_reported_exactly_once()
    {
        for (var seed = 0; seed < 30; seed++)
        {
            _folder.EnumerateFiles().ToList().ForEach(f => f.Delete());
            _observer.Skipped.Clear();
            var random = new Random(seed);
            var source = new FakeSource([], TestData.Clock) { OnRead = () => Cut(random) };
            var time = TestData.Old;
            for (var run = 0; run < 8; run++)
            {
                for (var i = random.Next(6); i > 0; i--)
                {
                    time = time.AddDays(random.Next(3) == 0 ? 1 : 0);
                    source.Rows.Add(new FakeRow(time, random.Next(2) == 0 ? null : source.Rows.Count));
                }

                time = time.AddDays(1);
                Reported(source, TestData.Request with { SkipUnreadable = true, MaxRow = random.Next(2) == 0 ? random.Next(1, 5) : null });
            }

            Reported(source);
            var expected = source.Rows.Where(r => r.Id is null).Select(r => SkippedRows.Describe(TestData.Schema, null, r.Time)).Order();
            Assert.Equal(expected, _observer.Skipped.Select(s => s.Row).Order());
        }
    }

    private static void Cut(Random random)
    {
        if (random.Next(15) == 0)
        {
            throw TestData.Lost;
        }
    }

    private string FilePath => Path.Combine(_folder.FullName, "s.json");

    private int[] Reports(FakeSource source, int runs) => [.. Enumerable.Range(0, runs).Select(_ => Reported(source))];

    // The number of rows that a run reports.
    private int Reported(FakeSource source, SyncRequest? request = null)
    {
        var before = _observer.Skipped.Count;
        using var file = new StateFile(FilePath);
        file.Lock();
        using var access = source.Access(_observer, maxRetry: 100);
        ScriptBlockRun.Execute<long>(file, access, request ?? TestData.Request with { SkipUnreadable = true }, 2, TestData.KeyOf, _ => { }, _observer);
        return _observer.Skipped.Count - before;
    }

    private SyncState State()
    {
        using var file = new StateFile(FilePath);
        return file.Read()!;
    }
}
