using System.Management.Automation;

namespace RedshiftSync.Commands;

/// <summary>A command that reads a table of customers or any other table.</summary>
public abstract class AnyTableCommand : TableCommand
{
    // Parameters that only customers have, and that only other tables have.
    private static readonly string[] OfCustomers =
        [nameof(CustomerIdColumn), nameof(FirstNameColumn), nameof(LastNameColumn), nameof(EmailColumn), nameof(UpdatedAtColumn)];

    private static readonly string[] OfTables =
    [
        nameof(KeyColumn), nameof(NoKey), nameof(CursorColumn), nameof(Column), nameof(ExcludeColumn), nameof(Filter),
        nameof(FilterParameter), nameof(NumericAsText),
    ];

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

    /// <summary>The table in the destination; by default it has the name of the source table.</summary>
    [Parameter]
    [TableArgument]
    [ArgumentCompleter(typeof(TableCompleter))]
    [ValidateNotNullOrEmpty]
    public string? DestinationTable { get; set; }

    /// <summary>User and password for a PostgreSQL destination.</summary>
    [Parameter]
    [Credential]
    [ValidateNotNull]
    public PSCredential? DestinationCredential { get; set; }

    /// <summary>Seconds that a PostgreSQL destination may be silent before it counts as unavailable; 0 for no limit.</summary>
    [Parameter]
    [ValidateRange(0, MaxSeconds)]
    public int DestinationTimeout { get; set; } = 300;

    /// <summary>Whether the table is one of customers: the parameters say so, or else <paramref name="find"/>.</summary>
    /// <param name="find">Finds out without the parameters.</param>
    /// <param name="ofTables">Parameters that only other tables have, beside those of this class.</param>
    /// <exception cref="SyncException">ParameterInvalid: parameters of both kinds are given.</exception>
    private protected bool IsOfCustomers(Func<bool> find, params string[] ofTables)
    {
        var hasTableParameter = IsGiven(OfTables) || IsGiven(ofTables);
        return IsGiven(OfCustomers) && hasTableParameter
            ? throw ParameterErrors.Invalid(
                "Parameters of customers and of other tables are given together.",
                $"Leave out either {string.Join(", ", OfCustomers.Select(p => $"-{p}"))}, or the others.")
            : IsGiven(OfCustomers) || (!hasTableParameter && find());
    }

    /// <summary>Whether one of the parameters is given.</summary>
    private protected bool IsGiven(params string[] parameters) => parameters.Any(MyInvocation.BoundParameters.ContainsKey);

    /// <summary>The destination with this address, and the parameters that go with it.</summary>
    private protected DestinationArguments ArgumentsOf(string destination) =>
        new(this, destination, DestinationTable, DestinationCredential, DestinationTimeout);

    /// <summary>The request for the table of a destination, which records how its source is read.</summary>
    /// <param name="arguments">The destination.</param>
    /// <param name="table">The source table; empty for that of customers.</param>
    /// <param name="force">Whether to accept a destination that was filled from another source.</param>
    /// <exception cref="SyncException">DestinationNotSynced, and what finding the table throws.</exception>
    private protected (DestinationRequest Request, bool IsOfCustomers) RequestAt(DestinationArguments arguments, string table, bool force)
    {
        var customers = Customers(table);
        var (found, destination) = arguments.FindCheckpoint(customers, RetryPolicy, WriteWarning, Cancellation);
        if (IsOfCustomers(() => found is null ? !IsGiven("Table") : found.Source?.Plan is null))
        {
            var identity = new SourceIdentity(
                ActiveConnection.Server, ActiveConnection.Database, $"{customers.Table}", customers.ColumnNames, ZoneName.Of(Zone));
            return (arguments.RequestFor(customers, identity, force), true);
        }

        if (found is null)
        {
            throw DestinationErrors.NotSynced(destination, arguments.TableFor(customers).Name);
        }

        var reading = Discover(table, found.Source, isSame: force);
        return (arguments.RequestFor(reading.Schema, reading.Identity, force), false);
    }

    /// <summary>The table as one of customers.</summary>
    /// <exception cref="SyncException">TableNameInvalid.</exception>
    private protected TableSchema Customers(string table) => CustomerSchema.Create(
        TableName.Parse(table is { Length: > 0 } ? table : CustomerSchema.DefaultTable),
        CustomerIdColumn,
        FirstNameColumn,
        LastNameColumn,
        EmailColumn,
        UpdatedAtColumn);
}
