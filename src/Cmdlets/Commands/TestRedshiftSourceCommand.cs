using System.Management.Automation;

namespace RedshiftSync.Commands;

/// <summary>Checks a source before the first sync and reports what it finds. Changes nothing.</summary>
[Cmdlet(VerbsDiagnostic.Test, "RedshiftSource")]
[OutputType(typeof(SourceCheck), typeof(bool))]
public sealed class TestRedshiftSourceCommand : TableCommand
{
    // Parameters that only customers have, and that only other tables have.
    private static readonly string[] OfCustomers =
        [nameof(CustomerIdColumn), nameof(FirstNameColumn), nameof(LastNameColumn), nameof(EmailColumn), nameof(UpdatedAtColumn)];

    private static readonly string[] OfTables =
    [
        nameof(KeyColumn), nameof(NoKey), nameof(CursorColumn), nameof(Column), nameof(ExcludeColumn), nameof(Filter),
        nameof(FilterParameter), nameof(NumericAsText), nameof(CheckKey),
    ];

    /// <summary>
    /// The source table as schema.table, exactly as stored; by default that of customers. A table with the columns of customers is checked
    /// as customers, unless a parameter of other tables is given.
    /// </summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [TableArgument]
    [ArgumentCompleter(typeof(TableCompleter))]
    public string Table { get; set; } = CustomerSchema.DefaultTable;

    /// <summary>The integer column that holds CustomerId.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(IntegerColumnCompleter))]
    [ValidateNotNullOrEmpty]
    public string CustomerIdColumn { get; set; } = CustomerSchema.CustomerId;

    /// <summary>The text column that holds FirstName.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(TextColumnCompleter))]
    [ValidateNotNullOrEmpty]
    public string FirstNameColumn { get; set; } = CustomerSchema.FirstName;

    /// <summary>The text column that holds LastName.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(TextColumnCompleter))]
    [ValidateNotNullOrEmpty]
    public string LastNameColumn { get; set; } = CustomerSchema.LastName;

    /// <summary>The text column that holds Email.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(TextColumnCompleter))]
    [ValidateNotNullOrEmpty]
    public string EmailColumn { get; set; } = CustomerSchema.Email;

    /// <summary>The timestamp column that holds UpdatedAt.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(TimestampColumnCompleter))]
    [ValidateNotNullOrEmpty]
    public string UpdatedAtColumn { get; set; } = CustomerSchema.UpdatedAt;

    /// <summary>
    /// Counts the keys of any table that occur more than once; Redshift does not enforce keys. Customers are always checked.
    /// </summary>
    [Parameter]
    public SwitchParameter CheckKey { get; set; }

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
        var schema = Customers();
        var isOfCustomers = IsGiven(OfCustomers) || (!IsGiven(OfTables) && (!IsGiven([nameof(Table)]) || HasColumnsOf(schema)));
        if (isOfCustomers && IsGiven(OfTables))
        {
            throw ParameterErrors.Invalid(
                "Parameters of customers and of other tables are given together.",
                $"Leave out either {string.Join(", ", OfCustomers.Select(p => $"-{p}"))}, or the others.");
        }

        var preflight = isOfCustomers
            ? SourcePreflight.Of(Source, schema, Zone)
            : new SourcePreflight(Source, schema.Table, FindTable, Zone);
        return preflight.Run(ActiveConnection.SslMode, Quick, checkKey: isOfCustomers || CheckKey);
    }

    private TableFindings FindTable()
    {
        var reading = Discover(Table, collectsProblems: true);
        var description = new PlanDescription(reading.Plan, CursorValue.Earliest(reading.Axis.Kind));
        return new TableFindings(reading.Schema, [.. description.Findings()], reading.Plan.HasCursor);
    }

    private TableSchema Customers() => CustomerSchema.Create(
        TableName.Parse(Table is { Length: > 0 } ? Table : CustomerSchema.DefaultTable),
        CustomerIdColumn,
        FirstNameColumn,
        LastNameColumn,
        EmailColumn,
        UpdatedAtColumn);

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

    private bool IsGiven(string[] parameters) => parameters.Any(MyInvocation.BoundParameters.ContainsKey);
}
