using System.Management.Automation;

namespace RedshiftSync;

/// <summary>Matches names of tables and columns with the wildcards of PowerShell, ignoring case.</summary>
internal static class NamePattern
{
    /// <summary>Whether a name matches a pattern.</summary>
    /// <exception cref="SyncException">ParameterInvalid: the pattern has an open bracket.</exception>
    public static bool IsMatch(string pattern, string name)
    {
        try
        {
            return WildcardPattern.Get(pattern, WildcardOptions.IgnoreCase).IsMatch(name);
        }
        catch (WildcardPatternException e)
        {
            throw ParameterErrors.Invalid(
                $"'{pattern}' is not a pattern: {e.Message.TrimEnd('.')}.",
                "Put a backtick before a bracket that is part of a name: '`['.");
        }
    }
}
