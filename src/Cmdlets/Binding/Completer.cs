using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace RedshiftSync;

/// <summary>
/// Completes an argument with values that this session knows. It never queries the server, because completion must not wait for a network.
/// </summary>
internal abstract class Completer : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var typed = (wordToComplete ?? "").Trim('\'', '"');
        var pattern = WildcardPattern.Get(WildcardPattern.Escape(typed) + "*", WildcardOptions.IgnoreCase);
        var candidates = Candidates(fakeBoundParameters ?? new Hashtable());
        foreach (var (value, toolTip) in candidates.Where(c => pattern.IsMatch(c.Value)).DistinctBy(c => c.Value))
        {
            yield return new CompletionResult(Quote(value), value, CompletionResultType.ParameterValue, toolTip);
        }
    }

    /// <summary>Returns all known values, also those that do not match the typed text.</summary>
    /// <param name="bound">The parameters that the command line has so far.</param>
    private protected abstract IEnumerable<(string Value, string ToolTip)> Candidates(IDictionary bound);

    /// <summary>The connection that the command would use.</summary>
    private protected static Connection? ConnectionOf(IDictionary bound) =>
        EngineValue.Unwrap(bound["Connection"]) as Connection ?? DefaultConnection.Current;

    // Variables stay unquoted.
    private static string Quote(string value) =>
        value.StartsWith('$') || value.All(c => char.IsLetterOrDigit(c) || c is '.' or '_' or '-' or '/' or ':' or '\\')
            ? value
            : PowerShellLiteral.Quote(value);
}
