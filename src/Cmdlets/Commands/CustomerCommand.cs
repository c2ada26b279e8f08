using System.Management.Automation;

namespace RedshiftSync.Commands;

/// <summary>A command that reads customers.</summary>
public abstract class CustomerCommand : CustomerTableCommand
{
    /// <summary>What to do about rows whose time is NULL.</summary>
    [Parameter]
    [Alias("NullTimestamp")]
    [ValidateNotNull]
    public NullTimestampAction? NullCursor { get; set; }

    /// <summary>
    /// Skips rows that cannot be read or that a destination refuses, with a warning each. Otherwise the first ends the run.
    /// </summary>
    [Parameter]
    public SwitchParameter SkipUnreadable { get; set; }
}
