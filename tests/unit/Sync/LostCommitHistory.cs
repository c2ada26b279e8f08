namespace RedshiftSync.UnitTests.Sync;

/// <summary>One destination over several runs, and its expected final contents.</summary>
internal sealed class LostCommitHistory(string path, int seed) : IDisposable
{
    private readonly Random _random = new(seed);
    private readonly FakeSource _source = new([], TestData.Clock);
    private readonly FakeDestination _store = new();
    private int _changes;
    private int _versions;

    public void Dispose() => _store.Dispose();

    public void ChangeSource()
    {
        // Later than everything read before, and shared by some rows.
        var stamp = TestData.Old.AddMilliseconds(++_changes);
        for (var count = _random.Next(30); count > 0; count--)
        {
            // A change removes the old version.
            long id = _random.Next(1, 40);
            _source.Rows.RemoveAll(r => r.Id == id);
            _source.Rows.Add(new FakeRow(_random.Next(12) == 0 ? null : stamp.AddMicroseconds(count / 3), id, $"v{++_versions}"));
        }
    }

    public void Run(bool isReliable)
    {
        var request = TestData.Request with
        {
            Full = !isReliable && _random.Next(3) == 0,
            MaxRow = !isReliable && _random.Next(4) == 0 ? _random.Next(1, 20) : null,
            NullTimestamp = NullTimestampAction.Include,
        };
        var observer = new RecordingObserver();
        using var file = new StateFile(path);
        file.Lock();
        using var access = _source.Access(observer);
        using var target = new ReconnectingDestination(
            _ => new UnreliableDestination(_store, isReliable ? () => Fault.None : NextFault),
            new DestinationRequest(TestData.Schema.Table, TestData.Schema, TestData.Source),
            new RetryPolicy(new ImmediateRetry(), _random.Next(4)));
        try
        {
            DestinationRun.Execute(file, access, target, request, batchSize: _random.Next(1, 8), observer);
        }
        catch (SyncException e)
        {
            Assert.False(isReliable, $"History {seed}: {e}");
            Assert.True(InjectedException.IsIn(e), $"History {seed}: {e}");
            Assert.Equal(ErrorId.DestinationUnavailable, e.ErrorId);
            return;
        }

        if (request.MaxRow is null)
        {
            AssertEqual();
        }
    }

    public void Complete()
    {
        Run(isReliable: true);
        AssertEqual();
    }

    private Fault NextFault() => _random.Next(4) == 0 ? (Fault)_random.Next(6) : Fault.None;

    // A row with a NULL cursor need not replace one with a cursor value, so those rows are not compared.
    private void AssertEqual()
    {
        var expected = _source.Rows.Where(r => r.Time is not null).ToDictionary(r => r.Id!.Value, r => r.Name);
        var actual = _store.Rows.Where(r => expected.ContainsKey(r.Key)).ToDictionary(r => r.Key, r => r.Value.Name);
        Assert.True(expected.OrderBy(r => r.Key).SequenceEqual(actual.OrderBy(r => r.Key)), $"History {seed}");
    }
}
