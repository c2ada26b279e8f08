namespace RedshiftSync.UnitTests.Sync;

/// <summary>Base class of tests that execute runs with a real state file and an in-memory source and destination.</summary>
public abstract class RunTest : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("redshiftsync");

    private protected RecordingObserver Observer { get; } = new();

    private protected FakeDestination Destination { get; } = new();

    public void Dispose()
    {
        Destination.Dispose();
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    private protected string StatePath => Path.Combine(_folder.FullName, "s.json");

    private protected static FakeSource Source(params FakeRow[] rows) => new(rows, TestData.Clock);

    private protected SyncOutcome Into(FakeSource source, SyncRequest? request = null, int batchSize = 10_000) =>
        Into(source.Access(Observer, maxRetry: 2), request ?? TestData.Request, batchSize);

    private protected SyncOutcome Into(ReconnectingSource access, SyncRequest request, int batchSize, IRunObserver? observer = null)
    {
        using (access)
        {
            using var file = Open();
            using var target = new ReconnectingDestination(
                _ => Destination,
                new DestinationRequest(TestData.Schema.Table, TestData.Schema, TestData.Source),
                new RetryPolicy(new ImmediateRetry(), 2));
            return DestinationRun.Execute(file, access, target, request, batchSize, observer ?? Observer);
        }
    }

    private protected SyncOutcome Batches(FakeSource source, Action<List<long>> take)
    {
        using var file = Open();
        using var access = source.Access(Observer);
        return ScriptBlockRun.Execute<long>(file, access, TestData.Request, 10, TestData.KeyOf, take, Observer);
    }

    private protected int Pipeline(FakeSource source, bool promote)
    {
        using var file = Open();
        using var access = source.Access(Observer);
        using var run = new PipelineRun<long>(file, access, TestData.Request, TestData.KeyOf, Observer);
        var keys = new List<long>();
        while (run.ReadAvailable(keys))
        {
        }

        run.Stage(always: false);
        if (promote)
        {
            run.Promote();
        }

        return keys.Count;
    }

    private protected StateFile Open()
    {
        var file = new StateFile(StatePath);
        file.Lock();
        return file;
    }

    private protected SyncState State()
    {
        using var file = new StateFile(StatePath);
        return file.Read() ?? SyncState.New(null, SyncState.DefaultStart);
    }

    private protected void WriteState(SyncState state)
    {
        using var file = Open();
        file.Write(state);
    }
}
