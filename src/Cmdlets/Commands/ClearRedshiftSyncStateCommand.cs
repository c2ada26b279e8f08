using System.Management.Automation;

namespace RedshiftSync.Commands;

/// <summary>Removes a state file and its backup, so that the next sync starts over.</summary>
[Cmdlet(VerbsCommon.Clear, "RedshiftSyncState", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class ClearRedshiftSyncStateCommand : StateCommand
{
    private protected override void Process(StateFile file)
    {
        if (!file.Exists)
        {
            throw StateErrors.NotFound(file.Path);
        }

        if (ShouldProcess(file.Path, "Remove the state file and its backup; the next sync starts over"))
        {
            file.Lock();
            file.Delete();
        }
    }
}
