using System.Collections;
using System.Management.Automation;

namespace RedshiftSync;

/// <summary>Completes an argument from the connections of the session: the default and those in variables.</summary>
internal abstract class SessionCompleter : Completer
{
    /// <summary>The connections, each with the name of its variable; null for the default.</summary>
    private protected static IReadOnlyList<(string? Variable, Connection Connection)> Connections()
    {
        using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        var found = shell.AddCommand("Get-Variable").Invoke<PSVariable>()
            .Where(v => EngineValue.Unwrap(v.Value) is Connection)
            .Select(v => ((string?)v.Name, (Connection)EngineValue.Unwrap(v.Value)!));
        return DefaultConnection.Current is { } current ? [.. found, (null, current)] : [.. found];
    }
}

/// <summary>Completes variables that hold a connection.</summary>
internal sealed class ConnectionCompleter : SessionCompleter
{
    private protected override IEnumerable<(string Value, string ToolTip)> Candidates(IDictionary bound) =>
        Connections().Where(c => c.Variable is not null).Select(c => ($"${c.Variable}", $"{c.Connection}"));
}

/// <summary>Completes servers that this session has connected to.</summary>
internal sealed class ServerCompleter : SessionCompleter
{
    private protected override IEnumerable<(string Value, string ToolTip)> Candidates(IDictionary bound) =>
        Connections().Select(c => (c.Connection.Server, $"{c.Connection}"));
}

/// <summary>Completes databases that this session has connected to.</summary>
internal sealed class DatabaseCompleter : SessionCompleter
{
    private protected override IEnumerable<(string Value, string ToolTip)> Candidates(IDictionary bound) =>
        Connections().Select(c => (c.Connection.Database, $"{c.Connection}"));
}

/// <summary>Completes prefixes of environment variables that hold a server and a database.</summary>
internal sealed class EnvironmentPrefixCompleter : Completer
{
    private protected override IEnumerable<(string Value, string ToolTip)> Candidates(IDictionary bound) =>
        EnvironmentConfiguration.Prefixes().Select(p => (p.Prefix, p.Host)).OrderBy(p => p.Prefix, StringComparer.Ordinal);
}
