using System.Management.Automation;

namespace RedshiftSync;

/// <summary>Determines what happens to a command's errors.</summary>
internal static class ErrorPreference
{
    /// <summary>Whether -ErrorAction Stop is given, or $ErrorActionPreference is Stop, so that the first error ends the command.</summary>
    public static bool IsStop(PSCmdlet command) =>
        (command.MyInvocation.BoundParameters.TryGetValue("ErrorAction", out var given)
            ? given
            : command.SessionState.PSVariable.GetValue("ErrorActionPreference"))
        is { } preference
        && LanguagePrimitives.TryConvertTo<ActionPreference>(preference, out var action)
        && action == ActionPreference.Stop;
}
