using System.Management.Automation;

namespace RedshiftSync.Commands;

/// <summary>A command that reads a table of customers, whose name and columns are parameters.</summary>
public abstract class CustomerTableCommand : ConnectedCommand
{
    internal const string DefaultTable = "testers.customers";

    /// <summary>The source table as schema.table, exactly as stored. Put a part that contains a dot or a quote in double quotes.</summary>
    // Not validated by an attribute: a state before its first sync binds a null Table, which means the default.
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [TableArgument]
    [ArgumentCompleter(typeof(TableCompleter))]
    public string Table { get; set; } = DefaultTable;

    /// <summary>The integer column that holds CustomerId.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(IntegerColumnCompleter))]
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
    [ArgumentCompleter(typeof(TimestampColumnCompleter))]
    [ValidateNotNullOrEmpty]
    public string UpdatedAtColumn { get; set; } = "updated_at";

    /// <summary>The zone of a timestamp column that has none; UTC by default.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(TimeZoneCompleter))]
    [TimeZoneName]
    [ValidateNotNull]
    public TimeZoneInfo? TimeZone { get; set; }

    /// <summary>The zone of the timestamps; null for UTC.</summary>
    private protected TimeZoneInfo? Zone => ZoneName.Normalize(TimeZone);

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        // Checks the command line only; objects of the pipeline are bound later. An empty variable must not mean the default table.
        if (string.IsNullOrEmpty(Table))
        {
            var error = ParameterErrors.Invalid("-Table is empty.", $"Give schema.table, or leave it out for {DefaultTable}.");
            ThrowTerminatingError(ErrorRecords.From(error));
        }
    }

    /// <summary>The table and its columns.</summary>
    /// <exception cref="SyncException">TableNameInvalid.</exception>
    private protected TableSchema Schema() => CustomerSchema.Create(
        TableName.Parse(Table is { Length: > 0 } ? Table : DefaultTable),
        CustomerIdColumn,
        FirstNameColumn,
        LastNameColumn,
        EmailColumn,
        UpdatedAtColumn);

    /// <summary>The factory that creates customers from rows.</summary>
    private protected RowFactory<Customer> Factory()
    {
        var schema = Schema();
        return new CustomerFactory(schema[FirstNameColumn], schema[LastNameColumn], schema[EmailColumn]).Create;
    }

    /// <summary>The source's identity, as state files and destinations record it.</summary>
    private protected SourceIdentity IdentityOf(TableSchema schema) =>
        new(ActiveConnection.Server, ActiveConnection.Database, schema.Table.ToString(), schema.ColumnNames, ZoneName.Of(Zone));
}
