using System.Management.Automation;

namespace RedshiftSync;

/// <summary>The parameters of a command that name a destination, taken together.</summary>
internal sealed class DestinationArguments(PSCmdlet cmdlet, string destination, string? table, PSCredential? credential, int timeout)
{
    private IDestinationLocation? _location;

    /// <summary>Where the destination is, as the provider of its kind has recognised it.</summary>
    /// <exception cref="SyncException">PathInvalid, ParameterInvalid.</exception>
    public IDestinationLocation Location => _location ??= AdapterLoader.Adapters.Locate(
        new DestinationAddress(destination, path => FileSystemPath.Resolve(cmdlet, path))
        {
            Login = credential is null ? null : Secret.LoginOf(credential),
            Timeout = TimeSpan.FromSeconds(timeout),
        });

    /// <summary>What the destination has to hold: the table that is named, or one with the source table's name.</summary>
    /// <exception cref="SyncException">TableNameInvalid, and what <see cref="Location"/> throws.</exception>
    public DestinationRequest RequestFor(TableSchema schema, SourceIdentity source, bool force) =>
        new(TableFor(schema), schema, source) { Force = force };

    /// <summary>The destination, which is opened at its first use, and again after a lost connection.</summary>
    // Located here: another thread may be the first to use the destination, and paths are resolved on the command's.
    public ReconnectingDestination Open(DestinationRequest request, RetryPolicy retry, bool forReading)
    {
        var location = Location;
        return new(cancellation => location.Open(forReading, cancellation), request, retry);
    }

    private TableName TableFor(TableSchema schema)
    {
        var name = table is null ? new TableName(null, schema.Table.Name) : TableName.Parse(table);
        Location.CheckTable(name);
        return name.Name.Equals(DestinationRequest.CheckpointTable, StringComparison.OrdinalIgnoreCase)
            ? throw ParameterErrors.ReservedTable(name.Name)
            : name;
    }
}
