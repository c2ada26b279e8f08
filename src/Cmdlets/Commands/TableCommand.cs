using System.Management.Automation;

namespace RedshiftSync.Commands;

/// <summary>A command about a table of customers: it knows the table's name and columns.</summary>
public abstract class TableCommand : ConnectedCommand
{
    internal const string DefaultTable = "testers.customers";

    /// <summary>The source table as schema.table, exactly as stored; a part with a dot or quote in it goes into double quotes.</summary>
    // No validation attribute: a state file that no sync has claimed yet comes down the pipeline without a table, and leaves the default.
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [TableArgument]
    [ArgumentCompleter(typeof(TableCompleter))]
    public string Table { get; set; } = DefaultTable;

    /// <summary>The integer column that holds CustomerId.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(KeyColumnCompleter))]
    [ValidateNotNullOrEmpty]
    public string CustomerIdColumn { get; set; } = "customer_id";

    /// <summary>The text column that holds FirstName.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(TextColumnCompleter))]
    [ValidateNotNullOrEmpty]
    public string FirstNameColumn { get; set; } = "first_name";

    /// <summary>The text column that holds LastName.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(TextColumnCompleter))]
    [ValidateNotNullOrEmpty]
    public string LastNameColumn { get; set; } = "last_name";

    /// <summary>The text column that holds Email.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(TextColumnCompleter))]
    [ValidateNotNullOrEmpty]
    public string EmailColumn { get; set; } = "email";

    /// <summary>The timestamp column that holds UpdatedAt.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(TimeColumnCompleter))]
    [ValidateNotNullOrEmpty]
    public string UpdatedAtColumn { get; set; } = "updated_at";

    /// <summary>The zone of a timestamp column without one; UTC when it is left out.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(TimeZoneCompleter))]
    [TimeZoneName]
    [ValidateNotNull]
    public TimeZoneInfo? TimeZone { get; set; }

    /// <summary>The zone to reckon with; null for UTC.</summary>
    private protected TimeZoneInfo? Zone => ZoneName.Normalize(TimeZone);

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        // Only what the command line gives is bound by now: an empty variable there must not mean the default table.
        if (string.IsNullOrEmpty(Table))
        {
            InvokeOrThrow(() => throw ParameterErrors.Invalid("-Table is empty.", $"Give schema.table, or leave it out for {DefaultTable}."));
        }
    }

    /// <summary>The parameters above, checked and put together.</summary>
    /// <exception cref="SyncException">TableNameInvalid.</exception>
    private protected TableShape Shape() => new(
        TableName.Parse(Table is { Length: > 0 } ? Table : DefaultTable),
        CustomerIdColumn,
        [FirstNameColumn, LastNameColumn, EmailColumn],
        UpdatedAtColumn);

    /// <summary>Where the rows come from, as state files and destinations know it.</summary>
    private protected SourceIdentity IdentityOf(TableShape shape) =>
        new(ActiveConnection.Server, ActiveConnection.Database, shape.Table.ToString(), shape.Columns, ZoneName.Of(Zone));
}
