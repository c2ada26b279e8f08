using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace RedshiftSync;

/// <summary>Completes an argument from what is known in this session. Never from the network: whoever presses Tab does not want to wait.</summary>
internal abstract class Completer : IArgumentCompleter
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
        value.StartsWith('$') || value.All(c => char.IsLetterOrDigit(c) || c is '.' or '_' or '-' or '/' or ':' or '\\') ? value
            : PowerShellLiteral.Quote(value);
}

/// <summary>Tables that Get-RedshiftTable has listed.</summary>
internal sealed class TableCompleter : Completer
{
    private protected override IEnumerable<(string Value, string About)> Values(IDictionary bound) =>
        (ConnectionOf(bound)?.Listing.Tables ?? []).Append(Commands.TableCommand.DefaultTable).Select(t => (t, t));
}

/// <summary>Names, without their schemas, of tables that Get-RedshiftTable has listed.</summary>
internal sealed class TableNameCompleter : Completer
{
    private protected override IEnumerable<(string Value, string About)> Values(IDictionary bound) =>
        (ConnectionOf(bound)?.Listing.Names ?? []).Select(t => (WildcardPattern.Escape(t.Name), t.ToString()));
}

/// <summary>Schemas of tables that Get-RedshiftTable has listed.</summary>
internal sealed class SchemaCompleter : Completer
{
    private protected override IEnumerable<(string Value, string About)> Values(IDictionary bound) =>
        (ConnectionOf(bound)?.Listing.Names ?? []).Where(t => t.Schema is not null).Select(t => (WildcardPattern.Escape(t.Schema!), t.Schema!));
}

/// <summary>Columns that Get-RedshiftColumn has listed, of the type that the parameter needs.</summary>
internal abstract class ColumnCompleter : Completer
{
    private protected abstract ColumnKind[] Kinds { get; }

    private protected override IEnumerable<(string Value, string About)> Values(IDictionary bound) =>
        ConnectionOf(bound)?.Listing.Columns(Unwrap(bound["Table"]) as string, Kinds).Select(c => (c.Name, $"{c.Table}: {c.TypeName}")) ?? [];
}

/// <summary>Columns that can be the key.</summary>
internal sealed class KeyColumnCompleter : ColumnCompleter
{
    private protected override ColumnKind[] Kinds => [ColumnKind.WholeNumber];
}

/// <summary>Columns that hold a text.</summary>
internal sealed class TextColumnCompleter : ColumnCompleter
{
    private protected override ColumnKind[] Kinds => [ColumnKind.Text, ColumnKind.PaddedText];
}

/// <summary>Columns that hold a time.</summary>
internal sealed class TimeColumnCompleter : ColumnCompleter
{
    private protected override ColumnKind[] Kinds => [ColumnKind.Timestamp, ColumnKind.TimestampWithZone];
}

/// <summary>The zones that this machine knows.</summary>
internal sealed class TimeZoneCompleter : Completer
{
    private protected override IEnumerable<(string Value, string About)> Values(IDictionary bound) => TimeZoneInfo.GetSystemTimeZones().Select(z => (z.Id, z.DisplayName)).OrderBy(z => z.Id, StringComparer.Ordinal);
}

/// <summary>Lengths of time as they are commonly written.</summary>
internal sealed class LagCompleter : Completer
{
    private protected override IEnumerable<(string Value, string About)> Values(IDictionary bound) =>
        [("0", "none"), ("30s", "thirty seconds"), ("1m", "a minute"), ("5m", "five minutes"), ("30m", "half an hour"), ("1h", "an hour"), ("6h", "six hours"), ("1d", "a day")];
}

/// <summary>Times that a span commonly starts at, in UTC.</summary>
internal sealed class TimeCompleter : Completer
{
    private protected override IEnumerable<(string Value, string About)> Values(IDictionary bound)
    {
        var today = DateTime.UtcNow.Date;
        return new (DateTime Time, string About)[]
        {
            (today, "today, UTC"),
            (today.AddDays(-1), "yesterday, UTC"),
            (today.AddDays(-7), "a week ago, UTC"),
            (today.AddDays(1 - today.Day), "this month, UTC"),
            (new(today.Year, 1, 1), "this year, UTC"),
        }.Select(t => (FormattableString.Invariant($"{t.Time:yyyy-MM-dd}T00:00:00Z"), t.About));
    }
}
