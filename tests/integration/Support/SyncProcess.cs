using System.Diagnostics;
using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests;

/// <summary>Another process of PowerShell that runs a script with the module, to be killed or to hold a lock.</summary>
public sealed class SyncProcess : IDisposable
{
    private readonly Process _process;
    private readonly ManualResetEventSlim _begins = new();
    private readonly Task<string> _output;
    private readonly Task<string> _errors;

    private SyncProcess(string script, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?> environment, params string[] prefix)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Support", script);
        string[] command = [.. prefix, .. TestShell.Command, "-NoProfile", "-NonInteractive", "-ExecutionPolicy", "Bypass", "-File", path, .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        _output = Task.Run(ReadAsync);
        _errors = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>Starts a sync into a SQLite file, <c>w.db</c> with the state <c>s.json</c>.</summary>
    /// <param name="source">Where the rows are.</param>
    /// <param name="folder">Where the files go.</param>
    /// <param name="batchSize">How many rows make a batch.</param>
    /// <param name="manifest">Another module than the staged one.</param>
    /// <param name="waits">Whether it waits, the module loaded, until <see cref="Go"/>.</param>
    public static SyncProcess Into(SourceFixture source, TemporaryFolder folder, int batchSize = 10_000, string? manifest = null, bool waits = false)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return Into(source, folder["s.json"], new SqliteTarget(folder["w.db"]), batchSize, manifest, waits: waits);
    }

    /// <summary>Starts a sync into a destination.</summary>
    /// <param name="source">Where from.</param>
    /// <param name="state">The state file.</param>
    /// <param name="target">Where to.</param>
    /// <param name="batchSize">How many rows make a batch.</param>
    /// <param name="manifest">The module; the staged one when it is left out.</param>
    /// <param name="table">The source table; that of the sample customers when it is left out.</param>
    /// <param name="waits">Whether it waits, the module loaded, until <see cref="Go"/>.</param>
    /// <param name="prefix">Words before the command, such as a shell that limits it.</param>
    public static SyncProcess Into(SourceFixture source, string state, Target target, int batchSize = 10_000, string? manifest = null, string? table = null, bool waits = false, params string[] prefix)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        string[] arguments = [state, target.Address, "-BatchSize", $"{batchSize}", "-Table", table ?? SampleCustomers.Table, .. (string[])(waits ? ["-Wait"] : [])];
        return new("SyncInto.ps1", arguments, Environment(source, target, manifest), prefix);
    }

    /// <summary>Starts a script with further variables in its environment; null removes one.</summary>
    public static SyncProcess Run(string script, PostgresServer server, string rootCertificate, IReadOnlyDictionary<string, string?> environment, params string[] arguments)
    {
        ArgumentNullException.ThrowIfNull(server);
        var variables = new Dictionary<string, string?>(environment)
        {
            ["REDSHIFTSYNC_TEST_HOST"] = PostgresServer.Host,
            ["REDSHIFTSYNC_TEST_PORT"] = $"{server.Port}",
            ["REDSHIFTSYNC_TEST_ROOTCERTIFICATE"] = rootCertificate,
            ["REDSHIFTSYNC_TEST_DATABASE"] = PostgresServer.Database,
            ["REDSHIFTSYNC_TEST_USER"] = PostgresServer.User,
            ["REDSHIFTSYNC_TEST_PASSWORD"] = server.Password,
            ["REDSHIFTSYNC_TEST_MANIFEST"] = Repository.StagedManifest,
        };
        return new(script, arguments, variables);
    }

    /// <summary>Starts a process that locks a SQLite file, and waits until it does.</summary>
    /// <param name="path">The file.</param>
    /// <param name="kind"><c>read</c> to keep others from writing, <c>write</c> to keep them from reading as well.</param>
    public static SyncProcess Lock(string path, string kind)
    {
        File.Delete(path + ".held");
        var process = new SyncProcess("HoldLock.ps1", [path, kind], new Dictionary<string, string?>());
        while (!File.Exists(path + ".held"))
        {
            Assert.False(process.HasExited, process.HasExited ? process.Wait().Output : "");
            Thread.Sleep(10);
        }

        return process;
    }

    /// <summary>Lets one that waits begin; returns when it has begun.</summary>
    public void Go()
    {
        _process.StandardInput.WriteLine();
        _begins.Wait(TimeSpan.FromMinutes(1));
    }

    /// <summary>Whether it has ended by itself or otherwise.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Ends it at once, as SIGKILL does: nothing in it gets to run any more.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Closes its input, which ends a process that holds a lock.</summary>
    public void Release()
    {
        _process.StandardInput.Close();
        Wait();
    }

    /// <summary>Waits for its own end.</summary>
    public (int ExitCode, string Output) Wait()
    {
        if (!_process.WaitForExit(TimeSpan.FromMinutes(2)))
        {
            throw new TimeoutException("The process was still running after two minutes.");
        }

        _process.WaitForExit();
        return (_process.ExitCode, _output.Result + _errors.Result);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
        _begins.Dispose();
    }

    private async Task<string> ReadAsync()
    {
        var first = await _process.StandardOutput.ReadLineAsync();
        _begins.Set();
        return first + System.Environment.NewLine + await _process.StandardOutput.ReadToEndAsync();
    }

    private static Dictionary<string, string?> Environment(SourceFixture source, Target target, string? manifest) => new()
    {
        ["REDSHIFTSYNC_TEST_HOST"] = PostgresServer.Host,
        ["REDSHIFTSYNC_TEST_PORT"] = $"{source.Port}",
        ["REDSHIFTSYNC_TEST_SSLMODE"] = source.SslMode,
        ["REDSHIFTSYNC_TEST_ROOTCERTIFICATE"] = source.RootCertificate,
        ["REDSHIFTSYNC_TEST_DATABASE"] = PostgresServer.Database,
        ["REDSHIFTSYNC_TEST_USER"] = PostgresServer.User,
        ["REDSHIFTSYNC_TEST_PASSWORD"] = source.Server.Password,
        ["REDSHIFTSYNC_TEST_DESTINATION_PASSWORD"] = (target as PostgresTarget)?.Password,
        ["REDSHIFTSYNC_TEST_MANIFEST"] = manifest ?? Repository.StagedManifest,
    };
}
