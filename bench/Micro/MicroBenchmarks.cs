using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Running;

namespace RedshiftSync.Bench.Micro;

/// <summary>Small operations that run often.</summary>
internal static class MicroBenchmarks
{
    public static int Run(string[] args)
    {
        BenchmarkSwitcher.FromAssembly(typeof(MicroBenchmarks).Assembly).Run(args.Length > 0 ? args : ["--filter", "*"]);
        return 0;
    }
}

/// <summary>Encodes a thousand rows for a destination: once per row.</summary>
[MemoryDiagnoser]
public class RowMapping
{
    private const int Rows = 1000;

    private readonly MemoryReader _reader = new();
    private readonly RowEncoder _encoder = new(MemoryReader.Schema);
    private readonly RowRoles _roles = new(MemoryReader.Schema);
    private readonly ReadPlan _plan = new(
        MemoryReader.Schema,
        new CursorAxis(SqlValueType.Timestamp),
        new Watermark(SyncState.DefaultStart, null),
        null);

    /// <summary>As UTF-8 into reused buffers.</summary>
    [Benchmark(OperationsPerInvoke = Rows)]
    public long Packed()
    {
        _encoder.Buffers.Reuse(_encoder.Buffers.TakeFull());
        return Fetch(_encoder.Pack);
    }

    /// <summary>As strings.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Rows)]
    public long Strings() => Fetch((row, key, time) => (key, Text(row, 0), Text(row, 1), Text(row, 2), time));

    private static string? Text(IRowReader row, int index) => Utf8Codec.ReadText(row, MemoryReader.Schema.PlainColumns[index]);

    private long Fetch<T>(RowFactory<T> create)
    {
        var fetcher = new RowFetcher<T>(_reader, _plan, _roles, create);
        FetchedRow<T> row = default;
        var sum = 0L;
        for (var i = 0; i < Rows && fetcher.Fetch(ref row); i++)
        {
            sum += row.Key!.Value.Integer!.Value;
        }

        return sum;
    }
}

/// <summary>Formats a time: once per row for SQLite, and whenever a customer is displayed.</summary>
[MemoryDiagnoser]
public class TimestampFormatting
{
    private readonly DateTime _time = new DateTime(2024, 5, 1, 12, 30, 0, DateTimeKind.Utc).AddTicks(1234560);

    /// <summary>The framework's format.</summary>
    [Benchmark(Baseline = true)]
    public string Framework() => _time.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The module's format.</summary>
    [Benchmark]
    public string Module() => IsoTimestamp.Format(_time);
}

/// <summary>Writes a checkpoint durably: once per batch.</summary>
public class CheckpointWriting
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("redshiftsync-bench");
    private StateFile? _file;
    private SyncState? _state;

    /// <summary>Takes the lock.</summary>
    [GlobalSetup]
    public void Open()
    {
        _file = new StateFile(Path.Combine(_folder.FullName, "s.json"));
        _file.Lock();
        _state = SyncState.New(
            new SourceIdentity("cluster", "dev", "testers.customers", ["customer_id", "updated_at"]),
            SyncState.DefaultStart);
    }

    /// <summary>Releases it.</summary>
    [GlobalCleanup]
    public void Close()
    {
        _file?.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>Copies to the backup, writes, flushes, renames.</summary>
    [Benchmark]
    public void Write() => _file!.Write(_state! with { Watermark = new Watermark(DateTime.UtcNow, 42) });
}
