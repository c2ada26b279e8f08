using System.Management.Automation;

namespace RedshiftSync.Commands;

/// <summary>A command that reads a table of customers, whose name and columns are parameters.</summary>
public abstract class CustomerTableCommand : ConnectedCommand
{
    /// <summary>The source table as schema.table, exactly as stored. Put a part that contains a dot or a quote in double quotes.</summary>
    // Not validated by an attribute: a state before its first sync binds a null Table, which means the default.
    [Parameter(ValueFromPipelineByPropertyName = true)]
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

    /// <summary>The zone of a timestamp column that has none; UTC by default.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(TimeZoneCompleter))]
    [TimeZoneName]
    [ValidateNotNull]
    public TimeZoneInfo? TimeZone { get; set; }

    /// <summary>The zone of the timestamps; null for UTC.</summary>
    private protected TimeZoneInfo? Zone => ZoneName.Normalize(TimeZone);

    /// <inheritdoc/>
    protected override void BeginProcessing() => CustomerSchema.ThrowIfEmpty(this, Table);

    /// <summary>The table and its columns.</summary>
    /// <exception cref="SyncException">TableNameInvalid.</exception>
    private protected TableSchema Schema() => CustomerSchema.Create(
        TableName.Parse(Table is { Length: > 0 } ? Table : CustomerSchema.DefaultTable),
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
