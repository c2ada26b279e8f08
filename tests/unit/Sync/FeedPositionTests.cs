namespace RedshiftSync.UnitTests.Sync;

/// <summary>Random tables, with and without a key, that are read by several runs, each from the position of the one before.</summary>
public sealed class FeedPositionTests : FeedTest
{
    private static readonly int Tables = Environment.GetEnvironmentVariable("REDSHIFTSYNC_TEST_THOROUGH") == "1" ? 200_000 : 3000;

    // The names that runs have handed over so far.
    private readonly HashSet<string> _delivered = [];

    [Fact]
    public void No_row_is_passed_unread_and_only_a_cursor_value_without_a_key_is_repeated()
    {
        for (var seed = 0; seed < Tables; seed++)
        {
            try
            {
                ReadTable(new Random(seed));
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Seed {seed}: {e.Message}", e);
            }
        }
    }

    private void ReadTable(Random random)
    {
        _delivered.Clear();
        var (kind, hasKey) = ((CursorKind)random.Next(3), random.Next(3) == 0);
        FakeRow[] rows = [.. Enumerable.Range(0, random.Next(20)).Select(i => new FakeRow(
            random.Next(6) == 0 ? null : TestData.Old.AddDays(random.Next(4)),
            !hasKey || random.Next(8) == 0 ? null : random.Next(5),
            $"{i}",
            random.Next(6) == 0 ? "no good" : null))];
        var source = new FakeSource(rows, TestData.Clock);
        var schema = TestData.WithTypes(
            hasKey ? TestData.Schema : TestData.WithoutKey,
            kind switch { CursorKind.Integer => "bigint", CursorKind.Day => "date", _ => "timestamp" });
        var first = new ReadPlan(
            schema, CursorAxis.Of(schema, null), new Watermark(CursorValue.Earliest(kind), null),
            random.Next(3) == 0 ? new FakeRow(TestData.Old.AddDays(3), 0).Value(kind) : null);

        var position = first.From;
        for (var run = random.Next(5); run >= 0; run--)
        {
            var plan = first with
            {
                From = position,
                ForCheckpoint = run == 0 || random.Next(3) > 0,
                IncludeNullCursor = run == 0 || random.Next(2) == 0,
                SkipUnreadable = run == 0 || random.Next(3) > 0,
                MaxRow = run > 0 && random.Next(2) == 0 ? random.Next(1, 12) : null,
                LookbackFrom = position.Key is not null && random.Next(2) == 0
                    ? position.CursorValue.Back(kind == CursorKind.Integer ? 86_400_000_000 : TimeSpan.TicksPerDay)
                    : null,
            };
            position = Run(source, plan, run > 0 && random.Next(3) == 0 ? random.Next(10) : int.MaxValue, random) ?? position;
            CheckPassed(source, plan, position);
        }

        Assert.All(rows.Where(r => IsReadable(r, hasKey) && IsCovered(r, first)), r => Assert.Contains(r.Name!, _delivered));
    }

    private Watermark? Run(FakeSource source, ReadPlan plan, int groups, Random random)
    {
        var (read, cutAt, observer) = (new List<FakeRow>(), new HashSet<DateTime?>(), new RecordingObserver());
        source.OnRead = source.OnStatement = () =>
        {
            if (random.Next(12) == 0)
            {
                cutAt.Add(read.LastOrDefault()?.Time);
                throw TestData.Lost;
            }
        };
        using var feed = new ChangeFeed<FakeRow>(source.Access(new RecordingObserver(), maxRetry: 100), plan, TestData.Copy, observer);
        var isComplete = false;
        try
        {
            while (groups-- > 0 && !(isComplete = !feed.ReadGroup(read)))
            {
                _delivered.UnionWith(read.Select(r => r.Name!));
                CheckPassed(source, plan, PositionOf(feed, plan) ?? plan.From);
            }
        }
        catch (SyncException e) when (e.ErrorId == ErrorId.UnreadableRow && !plan.SkipUnreadable)
        {
            // The feed has ended before the row.
        }

        var repeated = read.GroupBy(r => r.Name).Where(g => g.Count() > 1).Select(g => g.First()).ToList();
        Assert.True(repeated.Count == 0 || !plan.Schema.HasKey, "A row with a key was repeated.");
        Assert.All(repeated, r => Assert.Contains(r.Time, cutAt));
        Assert.True(repeated.Count == 0 || observer.Warnings.Count > 0, "A repetition came without a warning.");
        Assert.True(plan.MaxRow is not { } max || plan.ForCheckpoint || read.Count <= max, "More rows than wanted.");
        if (plan.SkipUnreadable)
        {
            var unreadable = source.Rows.Count(r => !IsReadable(r, plan.Schema.HasKey) && IsRead(r, plan));
            Assert.InRange(observer.Skipped.Count, isComplete && plan.MaxRow is null ? unreadable : 0, unreadable);
        }

        if (isComplete && !feed.IsLimited)
        {
            var expected = source.Rows.Where(r => IsReadable(r, plan.Schema.HasKey) && IsRead(r, plan)).Select(r => r.Name);
            Assert.Equal(expected.Order(), read.Select(r => r.Name).Distinct().Order());
        }

        if (feed.IsLimited && plan.ForCheckpoint)
        {
            var passed = read.Where(r => IsAfter(r, plan, plan.From) && !IsAfter(r, plan, feed.Position ?? plan.From));
            Assert.InRange(passed.DistinctBy(r => r.Name).Count(), (int)plan.MaxRow!, int.MaxValue);
        }

        return PositionOf(feed, plan);
    }

    // A limit that splits groups leaves no position to continue from.
    private static Watermark? PositionOf(ChangeFeed<FakeRow> feed, ReadPlan plan) =>
        plan.ForCheckpoint || plan.MaxRow is null ? feed.Position : null;

    // Whatever lies before the position has been handed over.
    private void CheckPassed(FakeSource source, ReadPlan plan, Watermark position) => Assert.All(
        source.Rows.Where(r => r.Time is not null && IsReadable(r, plan.Schema.HasKey) && !IsAfter(r, plan, position)),
        r => Assert.Contains(r.Name!, _delivered));

    private static bool IsReadable(FakeRow row, bool hasKey) => row.Problem is null && (row.Id is not null || !hasKey);

    private static bool IsCovered(FakeRow row, ReadPlan plan) =>
        row.Value(plan.Axis.Kind) is not { } value || plan.Before is not { } before || value < before;

    private static bool IsRead(FakeRow row, ReadPlan plan) =>
        row.Value(plan.Axis.Kind) is not { } value ? plan.IncludeNullCursor
        : IsCovered(row, plan) && (IsAfter(row, plan, plan.From) || value >= plan.LookbackFrom);

    private static bool IsAfter(FakeRow row, ReadPlan plan, Watermark position) =>
        row.Value(plan.Axis.Kind) is { } value
        && (value > position.CursorValue || (value == position.CursorValue
            && (position.Key is not { } key || (plan.Schema.HasKey && (row.Id is null || row.Id > key.Integer)))));
}
