using RedshiftSync.RedshiftEmulator;
using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Faults;

/// <summary>A sync on its way, through an emulator of its own that fails by a plan.</summary>
internal sealed class RunningSync : IDisposable
{
    private readonly RunningEmulator _double;
    private readonly ModuleHost _host;
    private readonly RunningScript _script;
    private readonly string _path;

    /// <param name="redshift">The rows.</param>
    /// <param name="faults">What goes wrong.</param>
    /// <param name="path">Where <c>$state</c> and <c>$db</c> are, but for their extension.</param>
    /// <param name="script">The sync.</param>
    /// <param name="variables">Further variables for it.</param>
    public RunningSync(RedshiftFixture redshift, FaultPlan faults, string path, string script, params (string Name, object? Value)[] variables)
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
