using System.Management.Automation;

namespace RedshiftSync.Commands;

/// <summary>A command that changes state files, one after another, each under its lock. It needs no connection.</summary>
public abstract class StateCommand : CancellableCommand
{
    /// <summary>State files, taken literally.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [FilePath]
    [Alias("StatePath", "LiteralPath", "PSPath")]
    [ArgumentCompleter(typeof(StateFileCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var path in Path)
        {
            InvokeOrReport(() =>
            {
                using var file = new StateFile(FileSystemPath.Resolve(this, path));
                Process(file);
            });
        }
    }

    /// <summary>Processes one file. Implementations call ShouldProcess, then lock the file, then write it.</summary>
    private protected abstract void Process(StateFile file);
}
