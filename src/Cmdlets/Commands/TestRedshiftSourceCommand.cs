using System.Management.Automation;

namespace RedshiftSync.Commands;

/// <summary>Checks a source before the first sync and reports what it finds. Changes nothing.</summary>
[Cmdlet(VerbsDiagnostic.Test, "RedshiftSource")]
[OutputType(typeof(SourceCheck), typeof(bool))]
public sealed class TestRedshiftSourceCommand : AnyTableCommand
{
    /// <summary>
    /// The source table as schema.table, exactly as stored; by default that of customers. A table with the columns of customers is checked
    /// as customers, unless a parameter of other tables is given.
    /// </summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [TableArgument]
    [ArgumentCompleter(typeof(TableCompleter))]
    public string Table { get; set; } = CustomerSchema.DefaultTable;

    /// <summary>
    /// Counts the keys of any table that occur more than once; Redshift does not enforce keys. Customers are always checked.
    /// </summary>
    [Parameter]
    public SwitchParameter CheckKey { get; set; }

    /// <summary>
    /// A SQLite file, or the address of a PostgreSQL database: shows what a sync into it would change to follow the source's columns.
    /// </summary>
    [Parameter]
    [FilePath]
    [ArgumentCompleter(typeof(FileCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Destination { get; set; }

    /// <summary>Skips checks that read the whole table.</summary>
    [Parameter]
    public SwitchParameter Quick { get; set; }

    /// <summary>Emits only whether no check has failed.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing() => CustomerSchema.ThrowIfEmpty(this, Table);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var findings = InvokeOrThrow(() => Check().GetEnumerator());
        var hasPassed = true;
        while (InvokeOrThrow(findings.MoveNext))
        {
            hasPassed &= findings.Current.Status != CheckStatus.Failed;
            if (!Quiet)
            {
                WriteObject(new SourceCheck(findings.Current));
            }
        }

        if (Quiet)
        {
            WriteObject(hasPassed);
        }
    }

    private IEnumerable<SourceFinding> Check()
    {
        if (Destination is null && IsGiven(nameof(DestinationTable), nameof(DestinationCredential), nameof(DestinationTimeout)))
        {
            throw ParameterErrors.Invalid("Parameters of a destination are given without -Destination.", "Give the destination, too.");
        }

        var schema = Customers(Table);
        var isOfCustomers = IsOfCustomers(() => !IsGiven(nameof(Table)) || HasColumnsOf(schema), nameof(CheckKey));
        var preflight = isOfCustomers
            ? SourcePreflight.Of(Source, schema, Zone)
            : new SourcePreflight(Source, schema.Table, FindTable, Zone);
        var findings = preflight.Run(ActiveConnection.SslMode, Quick, checkKey: isOfCustomers || CheckKey);
        return Destination is null ? findings : findings.Concat(CheckDestination(Destination));
    }

    private IEnumerable<SourceFinding> CheckDestination(string address)
    {
        const string Check = "SchemaChange";
        IReadOnlyList<SchemaChange> changes;
        SourceFinding? problem = null;
        try
        {
            changes = FindChanges(ArgumentsOf(address));
        }
        catch (SyncException e)
        {
            changes = [];
            problem = e.ErrorId == RedshiftSync.ErrorId.DestinationNotSynced
                ? new(Check, CheckStatus.Passed, null, "Nothing was synced into the destination yet: the first sync creates the table.")
                : SourceFinding.Failed(Check, e);
        }

        if (problem is not null)
        {
            yield return problem;
        }
        else if (changes.Count == 0)
        {
            yield return new(Check, CheckStatus.Passed, null, "The columns are those of the last sync.");
        }

        foreach (var change in changes)
        {
            yield return new(
                Check,
                CheckStatus.Warning,
                change,
                $"The first batch of the next sync follows its source: {change}. -SchemaChange says what to do instead.");
        }
    }

    private IReadOnlyList<SchemaChange> FindChanges(DestinationArguments arguments)
    {
        var request = RequestAt(arguments, Table, force: false).Request with { SchemaChange = SchemaChangeMode.Evolve };
        using var destination = arguments.Open(request, RetryPolicy, forReading: true);
        destination.Inspect(Source.Describe(request.Schema), WriteWarning, Cancellation);
        return destination.Evolution?.Changes ?? [];
    }

    private TableFindings FindTable()
    {
        var reading = Discover(Table, collectsProblems: true);
        var description = new PlanDescription(reading.Plan, CursorValue.Earliest(reading.Axis.Kind));
        return new TableFindings(reading.Schema, [.. description.Findings()], reading.Plan.HasCursor);
    }

    // All but one of the columns are enough, so that a missing one is named.
    private bool HasColumnsOf(TableSchema schema)
    {
        try
        {
            var found = Source.Execute(s => s.DescribeTable(schema.Table, Cancellation)).Select(column => column.Name).ToHashSet();
            return schema.ColumnNames.Count(found.Contains) >= schema.ColumnNames.Count - 1;
        }
        catch (SyncException)
        {
            // Whatever is wrong is found again by a check.
            return false;
        }
    }
}
