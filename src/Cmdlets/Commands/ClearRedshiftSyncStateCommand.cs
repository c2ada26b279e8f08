using System.Management.Automation;

namespace RedshiftSync.Commands;

/// <summary>Removes a state file and its backup, so that the next sync starts over. A file that is something else is refused.</summary>
[Cmdlet(VerbsCommon.Clear, "RedshiftSyncState", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class ClearRedshiftSyncStateCommand : StateCommand
{
    /// <summary>Also removes a state file that is damaged or of a newer version.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override void Process(StateFile file)
    {
        Check(file);
        if (ShouldProcess(file.Path, "Remove the state file and its backup; the next sync starts over"))
        {
            file.Lock();

            // The file may have been replaced during the confirmation.
            Check(file);
            file.Delete();
        }
    }

    private void Check(StateFile file)
    {
        if (!file.Exists)
        {
            throw StateErrors.NotFound(file.Path);
        }

        file.CheckRemovable(Force);
    }
}
