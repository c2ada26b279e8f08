namespace RedshiftSync.UnitTests.Sync;

/// <summary>Skipped rows without a key have no position: every run reads them, and one reports them.</summary>
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
    public void Rows_without_a_key_are_reported_once_regardless_of_their_number(int count)
    {
        var source = new FakeSource([.. TestData.Rows(1), .. Enumerable.Repeat(new FakeRow(TestData.Old, null), count)], TestData.Clock);

        Assert.Equal([count, 0, 0], Reports(source, 3));

        // Another such row is reported, also together with a readable row of the same time.
        source.Rows.Add(new FakeRow(TestData.Old, null));
        Assert.Equal([1, 0], Reports(source, 2));
        source.Rows.AddRange([new(TestData.Old, 7), new(TestData.Old, null)]);
        Assert.Equal([1, 0], Reports(source, 2));
        Assert.Equal(new Watermark(TestData.Old, 7), State().Watermark);
    }

    [Fact]
    public void Rows_without_a_key_after_the_last_row_are_reported_once_and_again_by_a_full_run()
    {
        var source = new FakeSource(
            [.. TestData.Rows(1), new(TestData.Old.AddDays(1), null), new(TestData.Old.AddDays(2), null)], TestData.Clock);

        Assert.Equal([2, 0], Reports(source, 2));
        Assert.Equal(2, Reported(source, TestData.Request with { Full = true, SkipUnreadable = true }));
        Assert.Equal(0, Reported(source));
    }

    [Fact]
    public void A_corrected_row_does_not_hide_another()
    {
        var source = new FakeSource([.. TestData.Rows(1), new(TestData.Old.AddDays(1), null)], TestData.Clock);
        Assert.Equal(1, Reported(source));

        source.Rows[1] = new(TestData.Old.AddDays(2), null);
        Assert.Equal([1, 0], Reports(source, 2));
    }

    [Fact]
    public void A_state_file_contains_reported_rows_only_if_there_are_any()
    {
        Reported(new FakeSource(TestData.Rows(1), TestData.Clock));
        Assert.DoesNotContain("reported", File.ReadAllText(FilePath), StringComparison.Ordinal);

        Reported(new FakeSource([.. TestData.Rows(1), new(TestData.Old, null)], TestData.Clock));
        Assert.Equal(new ReportedRows(TestData.Old, 1, TestData.Old, 0), State().Reported);
    }

    // Rows are added in the order of their times, as committed rows are; runs are cut, limited, or fail.
    [Fact]
    public void Each_row_without_a_key_is_reported_exactly_once_in_any_history()
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
            var expected = source.Rows.Where(r => r.Id is null)
                .Select(r => $"customer_id NULL, updated_at {CursorValue.OfTime(r.Time!.Value)}").Order();
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
        ScriptBlockRun.Execute<long>(
            file, access, request ?? TestData.Request with { SkipUnreadable = true }, 2, TestData.KeyOf, _ => { }, _observer);
        return _observer.Skipped.Count - before;
    }

    private SyncState State()
    {
        using var file = new StateFile(FilePath);
        return file.Read()!;
    }
}
