using System.Management.Automation;

namespace RedshiftSync.Commands;

/// <summary>Checks a source before the first sync and reports what it finds. Changes nothing.</summary>
[Cmdlet(VerbsDiagnostic.Test, "RedshiftSource")]
[OutputType(typeof(SourceCheck), typeof(bool))]
public sealed class TestRedshiftSourceCommand : CustomerTableCommand
{
    /// <summary>Skips checks that read the whole table.</summary>
    [Parameter]
    public SwitchParameter Quick { get; set; }

    /// <summary>Emits only whether no check has failed.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var findings = InvokeOrThrow(
            () => new SourcePreflight(Source, Schema(), Zone).Run(ActiveConnection.SslMode, Quick).GetEnumerator());
        var hasPassed = true;
        while (InvokeOrThrow(findings.MoveNext))
        {
            hasPassed &= findings.Current.Status != CheckStatus.Failed;
            if (!Quiet)
            {
                WriteObject(new SourceCheck(findings.Current));
            }
        }

        if (Quiet)
        {
            WriteObject(hasPassed);
        }
    }
}
