using System.Diagnostics;
using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests;

/// <summary>A separate PowerShell process that runs a script with the module, to be killed or to hold a lock.</summary>
public sealed class SyncProcess : IDisposable
{
    private const string Script = "Sync.ps1";

    private readonly Process _process;
    private readonly ManualResetEventSlim _begins = new();
    private readonly Task<string> _output;
    private readonly Task<string> _errors;

    private SyncProcess(
        string script,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string?> environment,
        params string[] prefix)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Support", script);
        string[] command =
        [
            .. prefix, .. TestShell.Command, "-NoProfile", "-NonInteractive", "-ExecutionPolicy", "Bypass", "-File", path, .. arguments,
        ];
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
    /// <param name="source">The source.</param>
    /// <param name="folder">The folder for the files.</param>
    /// <param name="batchSize">How many rows make a batch.</param>
    /// <param name="manifest">The module; the staged one by default.</param>
    /// <param name="waits">Whether it waits, the module loaded, until <see cref="Continue"/>.</param>
    public static SyncProcess Into(
        SourceFixture source,
        TemporaryFolder folder,
        int batchSize = 10_000,
        string? manifest = null,
        bool waits = false)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return Into(source, folder["s.json"], new SqliteTarget(folder["w.db"]), batchSize, manifest, waits: waits);
    }

    /// <summary>Starts a sync into a destination.</summary>
    /// <param name="source">The source of the sync.</param>
    /// <param name="state">The state file.</param>
    /// <param name="target">The destination.</param>
    /// <param name="batchSize">How many rows make a batch.</param>
    /// <param name="manifest">The module manifest; the staged one by default.</param>
    /// <param name="table">The source table; that of the sample customers by default.</param>
    /// <param name="waits">Whether it waits, the module loaded, until <see cref="Continue"/>.</param>
    /// <param name="keyColumns">The key of a table other than customers, separated by commas.</param>
    /// <param name="prefix">A command prefix, such as a shell that limits resources.</param>
    public static SyncProcess Into(
        SourceFixture source,
        string state,
        Target target,
        int batchSize = 10_000,
        string? manifest = null,
        string? table = null,
        bool waits = false,
        string? keyColumns = null,
        params string[] prefix)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        string[] arguments =
        [
            state, target.Address, "-BatchSize", $"{batchSize}", "-Table", table ?? SampleCustomers.Table,
            .. (string[])(waits ? ["-Wait"] : []), .. (string[])(keyColumns is null ? [] : ["-KeyColumn", keyColumns]),
        ];
        return new(Script, arguments, Environment(source, target, manifest), prefix);
    }

    /// <summary>Starts a sync of several tables.</summary>
    /// <param name="source">The source of the sync.</param>
    /// <param name="folder">The folder for the state files.</param>
    /// <param name="target">The destination.</param>
    /// <param name="tables">The names of the tables.</param>
    /// <param name="preference">The script's <c>$ErrorActionPreference</c>.</param>
    public static SyncProcess Tables(SourceFixture source, string folder, Target target, IEnumerable<string> tables, string preference)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        string[] arguments = [folder, target.Address, "-Tables", string.Join(',', tables), "-Preference", preference];
        return new(Script, arguments, Environment(source, target, manifest: null));
    }

    /// <summary>Starts a script with further variables in its environment; null removes one.</summary>
    public static SyncProcess Run(
        string script,
        PostgresServer server,
        string rootCertificate,
        IReadOnlyDictionary<string, string?> environment,
        params string[] arguments)
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

    /// <summary>Starts a process that locks a SQLite file, and waits until it holds the lock.</summary>
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

    /// <summary>Lets a waiting process start its sync; returns when it has started.</summary>
    public void Continue()
    {
        _process.StandardInput.WriteLine();
        _begins.Wait(TimeSpan.FromMinutes(1));
    }

    /// <summary>Whether the process has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Kills the process, as SIGKILL does.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Closes the input of the process, which releases its lock.</summary>
    public void Release()
    {
        _process.StandardInput.Close();
        Wait();
    }

    /// <summary>Waits until the process ends.</summary>
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
