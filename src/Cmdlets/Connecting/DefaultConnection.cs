using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace RedshiftSync;

/// <summary>The connection that commands use if none is given. Each runspace has its own, so that parallel work is separate.</summary>
internal static class DefaultConnection
{
    private static readonly ConditionalWeakTable<Runspace, Connection> ByRunspace = [];

    public static Connection? Current
    {
        get => Runspace.DefaultRunspace is { } runspace && ByRunspace.TryGetValue(runspace, out var connection) ? connection : null;
        set
        {
            if (Runspace.DefaultRunspace is not { } runspace)
            {
                return;
            }

            if (value is null)
            {
                ByRunspace.Remove(runspace);
            }
            else
            {
                ByRunspace.AddOrUpdate(runspace, value);
            }
        }
    }
}
