using System.Management.Automation;

namespace RedshiftSync.Commands;

/// <summary>Shows what state files hold. It needs no connection and no lock.</summary>
[Cmdlet(VerbsCommon.Get, "RedshiftSyncState", DefaultParameterSetName = PathSet)]
[OutputType(typeof(SyncStateInfo))]
public sealed class GetRedshiftSyncStateCommand : CancellableCommand
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";

    /// <summary>State files; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = PathSet)]
    [FilePath(AllowsWildcards = true)]
    [Alias("StatePath")]
    [ArgumentCompleter(typeof(StatePatternCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>State files, taken literally.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = LiteralPathSet)]
    [FilePath]
    [Alias("PSPath")]
    [ArgumentCompleter(typeof(StateFileCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == LiteralPathSet)
        {
            foreach (var path in LiteralPath)
            {
                Show(() => [FileSystemPath.Resolve(this, path)]);
            }
        }
        else
        {
            foreach (var path in Path)
            {
                Show(() => FileSystemPath.Expand(this, path));
            }
        }
    }

    private void Show(Func<IReadOnlyCollection<string>> find)
    {
        IReadOnlyCollection<string> files = [];
        InvokeOrReport(() => files = find());
        foreach (var path in files)
        {
            SyncStateInfo? info = null;
            InvokeOrReport(() => info = Read(path));
            if (info is not null)
            {
                WriteObject(info);
            }
        }
    }

    private static SyncStateInfo Read(string path)
    {
        using var file = new StateFile(path);
        return new SyncStateInfo(path, file.Read() ?? throw StateErrors.NotFound(path));
    }
}
