using RedshiftSync.RedshiftEmulator;
using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Faults;

/// <summary>A running sync with its own emulator, which fails as planned.</summary>
internal sealed class RunningSync : IDisposable
{
    private readonly RunningEmulator _double;
    private readonly ModuleHost _host;
    private readonly RunningScript _script;
    private readonly string _path;

    /// <param name="redshift">The fixture with the rows.</param>
    /// <param name="faults">The faults of the emulator.</param>
    /// <param name="path">The path of <c>$state</c> and <c>$db</c> without the extension.</param>
    /// <param name="script">The script with the sync.</param>
    /// <param name="variables">Further variables for the script.</param>
    public RunningSync(
        RedshiftFixture redshift,
        FaultPlan faults,
        string path,
        string script,
        params (string Name, object? Value)[] variables)
    {
        _path = path;
        _double = redshift.Start();
        _host = redshift.Connect(nameof(RunningSync), _double);
        _double.Server.Faults = faults;
        _script = _host.BeginRun(script, [("state", path + ".json"), ("db", Database), .. variables]);
    }

    public FaultPlan Faults => _double.Server.Faults;

    public string Database => _path + ".db";

    public ScriptResult Finish() => _script.Wait().ThrowIfFailed();

    public string Watermark() => $"{_host.Run("(Get-RedshiftSyncState $state).Watermark").ThrowIfFailed().Output.Single()}";

    public void Dispose()
    {
        _script.Dispose();
        _host.Dispose();
        _double.Dispose();
    }
}
