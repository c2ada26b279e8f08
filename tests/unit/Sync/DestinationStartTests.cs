namespace RedshiftSync.UnitTests.Sync;

/// <summary>Where a run into a destination starts, and what the destination's checkpoint claims before the first row.</summary>
public sealed class DestinationStartTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("redshiftsync");
    private readonly RecordingObserver _observer = new();
    private readonly FakeDestination _destination = new();

    public void Dispose() => _folder.Delete(recursive: true);

    // Days in May: the state's start and watermark, the destination's start and watermark, where reading starts and where the claim starts.
    [Theory]
    [InlineData(2, null, null, null, 2, 2)]
    [InlineData(2, 8, null, null, 2, 2)]
    [InlineData(2, null, 3, 9, 2, 2)]
    [InlineData(2, 8, 3, 9, 2, 2)]
    [InlineData(2, null, 2, 9, 2, 2)]
    [InlineData(2, 8, 2, 9, 8, 2)]
    [InlineData(2, 9, 2, 8, 8, 2)]
    [InlineData(3, 5, 2, 9, 5, 2)]
    [InlineData(3, null, 2, 9, 3, 2)]
    [InlineData(7, null, 2, 5, 5, 2)]
    [InlineData(7, 8, 2, 5, 5, 2)]
    [InlineData(7, null, 2, 7, 7, 2)]
    public void A_run_starts_at_or_before_the_destinations_watermark(
        int stateStart, int? watermark, int? claimStart, int? claimEnd, int begin, int newClaimStart)
    {
        var found = claimStart is { } from ? new DestinationCheckpoint(new(Day(claimEnd!.Value), null), Guid.NewGuid(), Day(from)) : null;

        var start = DestinationStart.Of(Day(stateStart), State(watermark is { } day ? new Watermark(Day(day), null) : null), found);

        Assert.Equal((new Watermark(Day(begin), null), Day(newClaimStart)), (start.Begin, start.ClaimStart));
    }

    // Which of two keys comes first is for the server to say.
    [Theory]
    [InlineData(9L, 7L, null)]
    [InlineData(6L, 7L, null)]
    [InlineData(7L, 7L, 7L)]
    [InlineData(null, 7L, null)]
    [InlineData(7L, null, null)]
    public void Unrelated_checkpoints_of_one_time_start_before_all_its_rows_unless_they_are_equal(
        long? stateKey, long? claimKey, long? expected)
    {
        var start = DestinationStart.Of(Day(2), State(At(stateKey)), Claim(At(claimKey), CheckpointHistory.Begin()));

        Assert.Equal(At(expected), start.Position);
    }

    [Fact]
    public void Checkpoints_of_one_history_start_at_the_destinations_whatever_their_keys()
    {
        var older = CheckpointHistory.Begin();
        var newer = older.Next().Next();

        Assert.All([(4L, 8L), (8L, 4L)], keys =>
        {
            var behind = DestinationStart.Of(Day(2), State(At(keys.Item1)) with { History = newer }, Claim(At(keys.Item2), older));
            var ahead = DestinationStart.Of(Day(2), State(At(keys.Item1)) with { History = older }, Claim(At(keys.Item2), newer));

            Assert.Equal((At(keys.Item2), older, true), (behind.Position, behind.History, behind.Reason is not null));
            Assert.Equal((At(keys.Item2), newer, false), (ahead.Position, ahead.History, ahead.Reason is not null));
        });
    }

    // A state without a position, of a run that was killed within its first batches.
    [Fact]
    public void A_destination_ahead_of_a_state_of_its_history_that_has_no_position_is_followed()
    {
        var history = CheckpointHistory.Begin();

        var start = DestinationStart.Of(Day(2), State(null) with { History = history }, Claim(At(8), history.Next()));
        var fresh = DestinationStart.Of(Day(2), State(null) with { History = history }, Claim(new Watermark(Day(2), null), history));

        Assert.Equal((At(8), history.Next(), null), (start.Position, start.History, start.Reason));
        Assert.Equal((null, Day(2)), (fresh.Position, fresh.Start));
    }

    // State A fills the destination up to a day; B starts a day later. B reads the rows in between as well, with a warning.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_state_that_starts_after_the_destinations_end_reads_the_gap(bool isFull)
    {
        var source = new FakeSource([new(Day(2), 2), new(Day(3), 3)], TestData.Clock);
        Into(source, "a.json");
        source.Rows.AddRange([new(Day(4), 4), new(Day(9), 9)]);

        Into(source, "b.json", TestData.Request with { Since = Day(8), Full = isFull });

        Assert.Equal([2, 3, 4, 9], _destination.Rows.Keys.Order());
        Assert.Equal(
            (SyncState.DefaultStart, new Watermark(Day(9), 9)), (_destination.Checkpoint!.Start, _destination.Checkpoint.Watermark));
        Assert.Single(_observer.Warnings);
        Assert.Equal(Day(8), Read("b.json").Start);
        Assert.Equal(0, Into(source, "b.json").Totals.RowsDelivered);
        Assert.Single(_observer.Warnings);
    }

    [Fact]
    public void A_lookback_can_reach_rows_from_before_the_state_started()
    {
        var source = new FakeSource([new(Day(2), 2), new(Day(9), 9)], TestData.Clock);
        Into(source, "a.json", TestData.Request with { Since = Day(1) });
        Into(source, "b.json", TestData.Request with { Since = Day(8) });
        source.Rows.Add(new(Day(7), 7));

        Into(source, "b.json", TestData.Request with { Lookback = TimeSpan.FromDays(3).Ticks });

        Assert.Equal([2, 7, 9], _destination.Rows.Keys.Order());
    }

    // Set-RedshiftSyncState can move a checkpoint to before the start of its state.
    [Fact]
    public void A_state_set_to_before_its_start_fills_a_new_destination_from_there()
    {
        var source = new FakeSource([new(Day(2), 2), new(Day(5), 5)], TestData.Clock);
        Write("s.json", SyncState.New(TestData.Source, Day(4)) with { Watermark = new(Day(1), 9) });

        Assert.Equal(2, Into(source, "s.json").Totals.RowsDelivered);
        Assert.Equal(Day(1), _destination.Checkpoint!.Start);
    }

    [Fact]
    public void A_full_run_claims_nothing_before_its_first_row()
    {
        var source = new FakeSource([new(Day(2), 2), new(Day(5), 5)], TestData.Clock);
        Into(source, "s.json");
        source.OnRead = () => throw TestData.Lost;

        Assert.Throws<SyncException>(() => Into(source, "s.json", TestData.Request with { Full = true }));

        Assert.Equal(new Watermark(SyncState.DefaultStart, null), _destination.Checkpoint!.Watermark);
    }

    // A checkpoint for rows that are gone, or for another table, no longer counts.
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void A_full_run_into_an_emptied_table_or_from_another_source_claims_only_what_it_delivers(bool isEmptied, bool isOther)
    {
        var source = new FakeSource([new(Day(2), 2), new(Day(5), 5)], TestData.Clock);
        Into(source, "s.json");
        if (isEmptied)
        {
            _destination.Rows.Clear();
        }

        var request = (isOther ? Renamed : TestData.Request) with { Force = true, Full = true, Since = Day(4) };

        Assert.Equal(1, Into(source, "s.json", request).Totals.RowsDelivered);
        Assert.Equal((Day(4), 5L), (_destination.Checkpoint!.Start, _destination.Checkpoint.Watermark.Key));
        Assert.Equal(request.Source, _destination.Checkpoint.Source);
    }

    // A renamed host, and nothing new to deliver.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_source_that_Force_accepts_takes_state_and_destination_over_even_without_rows(bool isStopped)
    {
        var source = new FakeSource([new(Day(2), 2)], TestData.Clock);
        Into(source, "s.json");
        var (watermark, run) = (_destination.Checkpoint!.Watermark, _destination.Checkpoint.RunId);
        source.OnRead = isStopped ? () => throw TestData.Lost : null;

        var failure = Record.Exception(() => Into(source, "s.json", Renamed with { Force = true }));

        Assert.Equal(isStopped, failure is SyncException { ErrorId: ErrorId.ConnectionLost });
        Assert.Equal(Renamed.Source, _destination.Checkpoint.Source);
        Assert.Equal(Renamed.Source, Read("s.json").Source);
        Assert.Equal((watermark, run), (_destination.Checkpoint.Watermark, _destination.Checkpoint.RunId));
        source.OnRead = null;
        Assert.Equal(0, Into(source, "s.json", Renamed).Totals.RowsDelivered);
    }

    private static SyncRequest Renamed => TestData.Request with { Source = TestData.Source with { Server = "renamed" } };

    private static Watermark At(long? key) => new(Day(5), key);

    private static SyncState State(Watermark? watermark) =>
        SyncState.New(TestData.Source, SyncState.DefaultStart) with { Watermark = watermark };

    private static DestinationCheckpoint Claim(Watermark watermark, CheckpointHistory history) =>
        new(watermark, Guid.NewGuid(), Day(2)) { History = history };

    private static DateTime Day(int day) => new(2024, 5, day, 0, 0, 0, DateTimeKind.Utc);

    private SyncOutcome Into(FakeSource source, string state, SyncRequest? request = null)
    {
        request ??= TestData.Request;
        using var access = source.Access(_observer, maxRetry: 0);
        using var file = new StateFile(Path.Combine(_folder.FullName, state));
        file.Lock();
        var wanted = new DestinationRequest(TestData.Schema.Table, TestData.Schema, request.Source) { Force = request.Force };
        using var target = new ReconnectingDestination(_ => _destination, wanted, new RetryPolicy(new ImmediateRetry(), 0));
        return DestinationRun.Execute(file, access, target, request, 10, _observer);
    }

    private SyncState Read(string state)
    {
        using var file = new StateFile(Path.Combine(_folder.FullName, state));
        return file.Read()!;
    }

    private void Write(string state, SyncState content)
    {
        using var file = new StateFile(Path.Combine(_folder.FullName, state));
        file.Lock();
        file.Write(content);
    }
}
