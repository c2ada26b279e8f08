using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests;

/// <summary>Base class for tests of destinations: a source, a connected engine, a folder.</summary>
public abstract class DestinationTest : IDisposable
{
    /// <summary>Both kinds of destination.</summary>
    public static TheoryData<string> Kinds { get; } = ["sqlite", "postgresql"];

    private protected DestinationTest(SourceFixture source, TargetFixture targets)
    {
        Source = source;
        Targets = targets;
    }

    private protected SourceFixture Source { get; }

    private protected TargetFixture Targets { get; }

    private protected ModuleHost Host => Source.Host;

    private protected TemporaryFolder Folder { get; } = new();

    private protected string State => Folder["s.json"];

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Removes the folder.</summary>
    protected virtual void Dispose(bool disposing) => Folder.Dispose();

    private protected Target Create(string kind) => Targets.Create(kind, Folder);

    /// <summary>Runs a script with <c>$state</c>, <c>$destination</c> and <c>@to</c>, the parameters for the destination.</summary>
    private protected ScriptResult Run(Target target, string script, params (string Name, object? Value)[] more) =>
        Host.Run(script, [.. Variables(target), .. more]);

    private protected RunningScript Begin(Target target, string script, params (string Name, object? Value)[] more) =>
        Host.BeginRun(script, [.. Variables(target), .. more]);

    private protected ScriptResult Sync(Target target, string parameters = "", params (string Name, object? Value)[] more) =>
        Run(target, $"Sync-RedshiftCustomers $state @to {parameters}", more);

    /// <summary>The result of a sync that has to succeed.</summary>
    private protected dynamic Delivered(Target target, string parameters = "", params (string Name, object? Value)[] more) =>
        Sync(target, parameters, more).ThrowIfFailed().Output[^1].BaseObject;

    private protected static void AssertFailed(string errorId, ScriptResult result) =>
        Assert.Equal(errorId, result.ErrorId?.Split(',')[0]);

    private protected string Watermark() =>
        $"{Host.Run("(Get-RedshiftSyncState $state).Watermark", ("state", State)).ThrowIfFailed().Output.Single()}";

    private (string Name, object? Value)[] Variables(Target target)
    {
        var to = new System.Collections.Hashtable { ["Destination"] = target.Address };
        foreach (var (name, value) in target.Arguments)
        {
            to[name] = value;
        }

        return [("state", State), ("destination", target.Address), ("to", to)];
    }
}
