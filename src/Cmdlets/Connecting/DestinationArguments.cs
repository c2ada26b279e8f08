using System.Management.Automation;

namespace RedshiftSync;

/// <summary>The parameters of a command that specify a destination.</summary>
internal sealed class DestinationArguments(PSCmdlet cmdlet, string destination, string? table, PSCredential? credential, int timeout)
{
    private IDestinationLocation? _location;

    /// <summary>The location of the destination, which a provider has recognised.</summary>
    /// <exception cref="SyncException">PathInvalid, ParameterInvalid.</exception>
    public IDestinationLocation Location => _location ??= AdapterLoader.Adapters.Locate(
        new DestinationAddress(destination, path => FileSystemPath.Resolve(cmdlet, path))
        {
            Login = credential is null ? null : Secret.LoginOf(credential),
            Timeout = TimeSpan.FromSeconds(timeout),
        });

    /// <summary>The request for the given table, or one with the source table's name.</summary>
    /// <exception cref="SyncException">TableNameInvalid, and the errors of <see cref="Location"/>.</exception>
    public DestinationRequest RequestFor(
        TableSchema schema, SourceIdentity source, bool force, SchemaChangeMode schemaChange = SchemaChangeMode.Ignore) =>
        new(TableFor(schema), schema, source) { Force = force, SchemaChange = schemaChange };

    /// <summary>Creates the destination, which is opened at its first use, and again after a lost connection.</summary>
    // Located here, because paths are resolved on the command's thread, and another thread may be the first to use the destination.
    public ReconnectingDestination Open(DestinationRequest request, RetryPolicy retry, bool forReading)
    {
        var location = Location;
        return new(cancellation => location.Open(forReading, cancellation), request, retry);
    }

    /// <summary>
    /// Reads the checkpoint of a destination's table without a look at the table, null if there is none, and the destination's display name.
    /// </summary>
    /// <exception cref="SyncException">The errors of <see cref="Location"/> and of opening the destination.</exception>
    public (DestinationCheckpoint? Checkpoint, string DisplayName) FindCheckpoint(
        TableSchema schema, RetryPolicy policy, Action<string> warn, CancellationToken cancellation)
    {
        var (location, table) = (Location, TableFor(schema));
        return new RetryLoop(policy, () => { }).Run(
            () =>
            {
                using var destination = location.Open(forReading: true, cancellation);
                return (destination.FindCheckpoint(table, cancellation), destination.DisplayName);
            },
            warn,
            cancellation);
    }

    /// <summary>The table in the destination.</summary>
    /// <exception cref="SyncException">TableNameInvalid, and the errors of <see cref="Location"/>.</exception>
    public TableName TableFor(TableSchema schema)
    {
        var name = table is null ? new TableName(null, schema.Table.Name) : TableName.Parse(table);
        Location.CheckTable(name);
        return name.Name.Equals(DestinationRequest.CheckpointTable, StringComparison.OrdinalIgnoreCase)
            ? throw ParameterErrors.ReservedTable(name.Name)
            : name;
    }
}
