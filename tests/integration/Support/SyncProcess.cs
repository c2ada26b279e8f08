using System.Diagnostics;
using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests;

/// <summary>A process of its own that runs a script with the module, to be killed or to hold a lock.</summary>
public sealed class SyncProcess : IDisposable
{
    private readonly Process _process;
    private readonly ManualResetEventSlim _begins = new();
    private readonly Task<string> _output;
    private readonly Task<string> _errors;

    private SyncProcess(SourceFixture source, string manifest, string script, params string[] arguments)
    {
        string[] command = Pwsh is { } pwsh
            ? [pwsh, "-NoProfile", "-NonInteractive", "-ExecutionPolicy", "Bypass", "-File", script, .. arguments]
            : ["dotnet", StandIn, "console", script, .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["REDSHIFTSYNC_TEST_HOST"] = PostgresServer.Host;
        start.Environment["REDSHIFTSYNC_TEST_PORT"] = $"{source.Port}";
        start.Environment["REDSHIFTSYNC_TEST_SSLMODE"] = source.SslMode;
        start.Environment["REDSHIFTSYNC_TEST_ROOTCERTIFICATE"] = source.RootCertificate;
        start.Environment["REDSHIFTSYNC_TEST_DATABASE"] = PostgresServer.Database;
        start.Environment["REDSHIFTSYNC_TEST_USER"] = PostgresServer.User;
        start.Environment["REDSHIFTSYNC_TEST_PASSWORD"] = source.Server.Password;
        start.Environment["REDSHIFTSYNC_TEST_MANIFEST"] = manifest;
        _process = Process.Start(start)!;
        _output = Task.Run(ReadAsync);
        _errors = _process.StandardError.ReadToEndAsync();
    }

    // It starts in half the time that this repository's own console takes.
    private static string? Pwsh { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? "pwsh.exe" : "pwsh"))
        .FirstOrDefault(File.Exists);

    /// <summary>Starts a sync into a SQLite file, <c>w.db</c> with the state <c>s.json</c>.</summary>
    /// <param name="source">Where the rows are.</param>
    /// <param name="folder">Where the files go.</param>
    /// <param name="batchSize">How many rows make a batch.</param>
    /// <param name="manifest">Another module than the staged one.</param>
    /// <param name="waits">Whether it waits, the module loaded, until <see cref="Go"/>.</param>
    public static SyncProcess Into(SourceFixture source, TemporaryFolder folder, int batchSize = 10_000, string? manifest = null, bool waits = false)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(folder);
        var script = Path.Combine(AppContext.BaseDirectory, "Support", "SyncInto.ps1");
        string[] arguments = [folder["s.json"], folder["w.db"], "-BatchSize", $"{batchSize}", .. (string[])(waits ? ["-Wait"] : [])];
        return new(source, manifest ?? Repository.StagedManifest, script, arguments);
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
        return first + Environment.NewLine + await _process.StandardOutput.ReadToEndAsync();
    }

    private static string StandIn => Path.Combine(
        Repository.Root, "tools", "StandIn", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, new DirectoryInfo(AppContext.BaseDirectory).Name, "RedshiftSync.StandIn.dll");
}
