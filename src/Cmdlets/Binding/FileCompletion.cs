using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace RedshiftSync;

/// <summary>Completes the path of a file for a parameter that takes it literally. The shell's own completion escapes brackets.</summary>
internal class FileCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        from file in Complete(wordToComplete ?? "")
        where file.ResultType == CompletionResultType.ProviderContainer || IsOffered(file.ListItemText)
        select file;

    /// <summary>Returns files and folders whose names begin with the typed text.</summary>
    private protected virtual IEnumerable<CompletionResult> Complete(string word)
    {
        // The shell itself removes escapes outside of quotation marks.
        var found = CompletionCompleters.CompleteFilename(WildcardPattern.Escape(word)).ToArray();
        return from file in found.Length > 0 ? found : CompletionCompleters.CompleteFilename(word)
               select new CompletionResult(WildcardPattern.Unescape(file.CompletionText), file.ListItemText, file.ResultType, file.ToolTip);
    }

    /// <summary>Whether the parameter takes a file of this name.</summary>
    private protected virtual bool IsOffered(string name) => true;
}

/// <summary>Completes the path of a state file: JSON files and folders, without the backups and locks beside them.</summary>
internal class StateFileCompleter : FileCompleter
{
    private protected override bool IsOffered(string name) => name.EndsWith(".json", StringComparison.OrdinalIgnoreCase);
}

/// <summary>Completes the path of a state file for a parameter that takes wildcards.</summary>
internal sealed class StatePatternCompleter : StateFileCompleter
{
    private protected override IEnumerable<CompletionResult> Complete(string word) => CompletionCompleters.CompleteFilename(word);
}
