using System.Management.Automation;

namespace RedshiftSync;

/// <summary>Determines whether a command only says what it would do.</summary>
internal static class WhatIfPreference
{
    /// <summary>Whether -WhatIf is given, or $WhatIfPreference is set.</summary>
    public static bool IsSet(PSCmdlet command) => command.MyInvocation.BoundParameters.TryGetValue("WhatIf", out var given)
        ? given is SwitchParameter { IsPresent: true }
        : LanguagePrimitives.IsTrue(command.SessionState.PSVariable.GetValue("WhatIfPreference"));
}
