using System.Collections;
using System.Management.Automation;

namespace RedshiftSync.Commands;

/// <summary>A command that reads any table.</summary>
public abstract class TableCommand : ConnectedCommand
{
    /// <summary>The columns that tell rows apart, in order; by default the declared primary key.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(KeyColumnCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? KeyColumn { get; set; }

    /// <summary>Says that no columns tell rows apart.</summary>
    [Parameter]
    public SwitchParameter NoKey { get; set; }

    /// <summary>The column that orders the changes; by default the one timestamp whose name says so.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(CursorColumnCompleter))]
    [ValidateNotNullOrEmpty]
    public string? CursorColumn { get; set; }

    /// <summary>The columns to read; wildcards are allowed. Key and cursor are always read.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(AnyColumnCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Column { get; set; }

    /// <summary>The columns to leave out; wildcards are allowed.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(AnyColumnCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? ExcludeColumn { get; set; }

    /// <summary>One condition that rows must meet, with @name for values.</summary>
    [Parameter]
    [ValidateNotNull]
    public string? Filter { get; set; }

    /// <summary>The values of -Filter by name.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? FilterParameter { get; set; }

    /// <summary>Delivers numeric columns as text, for values that a decimal does not hold.</summary>
    [Parameter]
    public SwitchParameter NumericAsText { get; set; }

    /// <summary>The zone of a timestamp column that has none, and of the days of a date column; UTC by default.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(TimeZoneCompleter))]
    [TimeZoneName]
    [ValidateNotNull]
    public TimeZoneInfo? TimeZone { get; set; }

    /// <summary>The zone of the timestamps; null for UTC.</summary>
    private protected TimeZoneInfo? Zone => ZoneName.Normalize(TimeZone);

    /// <summary>Decides how a table is read.</summary>
    /// <param name="table">The table as the user has named it.</param>
    /// <param name="known">The source that a state file records; null for none.</param>
    /// <param name="isSame">Whether the user says that the recorded table is this one, under another name.</param>
    /// <param name="collectsProblems">Whether a missing key or cursor is a problem of the plan instead of an error.</param>
    /// <exception cref="SyncException">As <see cref="TableDiscovery.Find"/>, TableNameInvalid.</exception>
    private protected TableReading Discover(
        string table, SourceIdentity? known = null, bool isSame = false, bool collectsProblems = false)
    {
        var arguments = new TableArguments(TableName.Parse(table), KeyColumn, NoKey, CursorColumn, Column, ExcludeColumn, NumericAsText);
        var filter = ParseFilter();
        var recorded = known is { Plan: not null } && (isSame || known.Table == arguments.Table.ToString()) ? known : null;
        var plan = TableDiscovery.Find(Source, arguments.Request(recorded) with { CollectsProblems = collectsProblems }, filter);
        var identity = arguments.Identify(
            new SourceIdentity(ActiveConnection.Server, ActiveConnection.Database, arguments.Table.ToString(), [], ZoneName.Of(Zone)),
            plan.Schema,
            filter,
            recorded);
        return new TableReading(plan, CursorAxis.Of(plan.Schema, plan.HasCursor ? Zone : null), identity);
    }

    // As a sequence, a generic dictionary has entries of a type of its own; its enumerator as a dictionary has none.
    private static IEnumerable<KeyValuePair<string, object?>> EntriesOf(IDictionary values)
    {
        var entries = values.GetEnumerator();
        while (entries.MoveNext())
        {
            yield return KeyValuePair.Create($"{entries.Key}", EngineValue.Unwrap(entries.Value));
        }
    }

    private FilterCondition? ParseFilter()
    {
        if (Filter is not null)
        {
            return FilterCondition.Parse(Filter, FilterParameter is null ? null : EntriesOf(FilterParameter));
        }

        return FilterParameter is null
            ? null
            : throw ParameterErrors.Invalid("-FilterParameter is given without -Filter.", "Give the condition that uses its values.");
    }
}

/// <summary>A table, how it is read, and its identity in state files.</summary>
/// <param name="Plan">What was decided for the table.</param>
/// <param name="Axis">How the values of the cursor column relate to UTC.</param>
/// <param name="Identity">The source's identity.</param>
internal sealed record TableReading(TablePlan Plan, CursorAxis Axis, SourceIdentity Identity)
{
    /// <summary>The table and its columns.</summary>
    public TableSchema Schema => Plan.Schema;

    /// <summary>Converts an argument to a cursor value.</summary>
    /// <param name="argument">A long, or a time in UTC; null for none.</param>
    /// <param name="parameter">The name of the parameter.</param>
    /// <param name="isBound">Whether the argument is an exclusive upper bound.</param>
    /// <returns>Null for no argument, and for an upper bound after the last day of the calendar.</returns>
    /// <exception cref="SyncException">ParameterInvalid.</exception>
    public CursorValue? Convert(object? argument, string parameter, bool isBound = false) =>
        CursorArgument.Convert(argument, parameter, Schema, Axis, isBound);
}
