using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace RedshiftSync;

/// <summary>Completes an argument from what is known in this session. Never from the network: whoever presses Tab does not want to wait.</summary>
public abstract class Completer : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var typed = (wordToComplete ?? "").Trim('\'', '"');
        var pattern = WildcardPattern.Get(WildcardPattern.Escape(typed) + "*", WildcardOptions.IgnoreCase);
        foreach (var (value, about) in Values(fakeBoundParameters ?? new Hashtable()).Where(v => pattern.IsMatch(v.Value)).DistinctBy(v => v.Value))
        {
            yield return new CompletionResult(Quote(value), value, CompletionResultType.ParameterValue, about);
        }
    }

    /// <summary>The values that are known, each with a word about it.</summary>
    /// <param name="bound">The parameters that the command line has so far.</param>
    private protected abstract IEnumerable<(string Value, string About)> Values(IDictionary bound);

    /// <summary>The connection that the command would use.</summary>
    private protected static Connection? ConnectionOf(IDictionary bound) => Unwrap(bound["Connection"]) as Connection ?? DefaultConnection.Current;

    /// <summary>The value itself, without the engine's wrapping.</summary>
    private protected static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    // A variable is meant as one.
    private static string Quote(string value) =>
        value.StartsWith('$') || value.All(c => char.IsLetterOrDigit(c) || c is '.' or '_' or '-' or '/' or ':' or '\\') ? value : $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";
}

/// <summary>Tables that Get-RedshiftTable has listed.</summary>
public sealed class TableCompleter : Completer
{
    private protected override IEnumerable<(string Value, string About)> Values(IDictionary bound) =>
        (ConnectionOf(bound)?.Listing.Tables ?? []).Append(Commands.TableCommand.DefaultTable).Select(t => (t, t));
}

/// <summary>Columns that Get-RedshiftColumn has listed, of the type that the parameter needs.</summary>
public abstract class ColumnCompleter : Completer
{
    private protected abstract ColumnKind[] Kinds { get; }

    private protected override IEnumerable<(string Value, string About)> Values(IDictionary bound) =>
        ConnectionOf(bound)?.Listing.Columns(Unwrap(bound["Table"]) as string, Kinds).Select(c => (c.Name, $"{c.Table}: {c.TypeName}")) ?? [];
}

/// <summary>Columns that can be the key.</summary>
public sealed class KeyColumnCompleter : ColumnCompleter
{
    private protected override ColumnKind[] Kinds => [ColumnKind.WholeNumber];
}

/// <summary>Columns that hold a text.</summary>
public sealed class TextColumnCompleter : ColumnCompleter
{
    private protected override ColumnKind[] Kinds => [ColumnKind.Text, ColumnKind.PaddedText];
}

/// <summary>Columns that hold a time.</summary>
public sealed class TimeColumnCompleter : ColumnCompleter
{
    private protected override ColumnKind[] Kinds => [ColumnKind.Timestamp, ColumnKind.TimestampWithZone];
}

/// <summary>The zones that this machine knows.</summary>
public sealed class TimeZoneCompleter : Completer
{
    private protected override IEnumerable<(string Value, string About)> Values(IDictionary bound) => TimeZoneInfo.GetSystemTimeZones().Select(z => (z.Id, z.DisplayName)).OrderBy(z => z.Id, StringComparer.Ordinal);
}

/// <summary>Lengths of time as they are commonly written.</summary>
public sealed class LagCompleter : Completer
{
    private protected override IEnumerable<(string Value, string About)> Values(IDictionary bound) =>
        [("0", "none"), ("30s", "thirty seconds"), ("1m", "a minute"), ("5m", "five minutes"), ("30m", "half an hour"), ("1h", "an hour"), ("6h", "six hours"), ("1d", "a day")];
}

/// <summary>Variables of the session that hold a connection.</summary>
public sealed class ConnectionCompleter : Completer
{
    private protected override IEnumerable<(string Value, string About)> Values(IDictionary bound)
    {
        using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        return shell.AddCommand("Get-Variable").Invoke<PSVariable>()
            .Where(v => Unwrap(v.Value) is Connection)
            .Select(v => ($"${v.Name}", $"{v.Value}"))
            .ToArray();
    }
}

/// <summary>State files beside what is typed, and folders on the way to them.</summary>
public sealed class StateFileCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        // Backups, locks and whatever else lies there are no state files.
        foreach (var result in CompletionCompleters.CompleteFilename(wordToComplete ?? ""))
        {
            if (result.ResultType == CompletionResultType.ProviderContainer || result.ListItemText.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
            {
                yield return result;
            }
        }
    }
}

/// <summary>The run whose checkpoint is staged in the state file that was named.</summary>
public sealed class StagedRunCompleter : Completer
{
    private protected override IEnumerable<(string Value, string About)> Values(IDictionary bound)
    {
        if (Unwrap(bound["Path"]) is not { } path)
        {
            yield break;
        }

        using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        foreach (var state in shell.AddCommand("Get-RedshiftSyncState").AddParameter("Path", path).AddParameter("ErrorAction", ActionPreference.Ignore).Invoke<SyncStateInfo>())
        {
            if (state.StagedRunId is { } run)
            {
                yield return ($"{run}", $"staged: {state.StagedWatermark}");
            }
        }
    }
}
