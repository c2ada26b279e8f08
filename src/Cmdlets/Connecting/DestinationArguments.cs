using System.Management.Automation;

namespace RedshiftSync;

/// <summary>The parameters of a command that name a destination, taken together.</summary>
internal sealed class DestinationArguments(PSCmdlet cmdlet, string destination, string? table, PSCredential? credential, int timeout)
{
    private bool IsPostgres => AddressText.IsPostgres(destination);

    /// <summary>The destination's kind and address.</summary>
    /// <exception cref="SyncException">PathInvalid, ParameterInvalid.</exception>
    public DestinationLocation Locate()
    {
        if (IsPostgres)
        {
            var login = credential is null ? null : Secret.LoginOf(credential);
            return DestinationLocation.Postgres(destination, login, TimeSpan.FromSeconds(timeout));
        }

        if (AddressText.CannotBePath(destination))
        {
            throw SqliteFile.Unknown();
        }

        return credential is null
            ? DestinationLocation.Sqlite(FileSystemPath.Resolve(cmdlet, destination))
            : throw ParameterErrors.Invalid("A SQLite file takes no credential.", "Leave out -DestinationCredential.");
    }

    /// <summary>What the destination has to hold: the table that is named, or one with the source table's name.</summary>
    /// <exception cref="SyncException">TableNameInvalid, ParameterInvalid.</exception>
    public DestinationRequest RequestFor(TableSchema schema, SourceIdentity source, bool force) =>
        new(TableFor(schema), schema, source) { Force = force };

    /// <summary>A destination that is opened at its first use, and again after a lost connection.</summary>
    public static ReconnectingDestination Open(
        DestinationLocation location, DestinationRequest request, RetryPolicy retry, bool forReading) =>
        new(cancellation => AdapterLoader.Adapters.OpenDestination(location, forReading, cancellation), request, retry);

    private TableName TableFor(TableSchema schema)
    {
        var name = table is null ? new TableName(null, schema.Table.Name) : TableName.Parse(table);
        if (name.Schema is not null && !IsPostgres)
        {
            throw ParameterErrors.Invalid($"A SQLite file has no schema '{name.Schema}'.", "Give -DestinationTable a name without one.");
        }

        return IsReserved(name.Name)
            ? throw ParameterErrors.Invalid($"The destination's table cannot be '{name.Name}': that name is reserved.", "Give -DestinationTable another name.", name.Name)
            : name;
    }

    // The module's own table for checkpoints, and SQLite's own tables.
    private bool IsReserved(string name) =>
        name.Equals(DestinationRequest.CheckpointTable, StringComparison.OrdinalIgnoreCase)
        || (!IsPostgres && name.StartsWith("sqlite_", StringComparison.OrdinalIgnoreCase));
}
