using System.Management.Automation;

namespace RedshiftSync;

/// <summary>What -Destination, -DestinationTable, -DestinationCredential and -DestinationTimeout mean together.</summary>
internal sealed class DestinationArguments(PSCmdlet cmdlet, string destination, string? table, PSCredential? credential, int timeout)
{
    private bool IsPostgres => AddressText.IsPostgres(destination);

    /// <summary>Where it is.</summary>
    /// <exception cref="SyncException">PathInvalid, ParameterInvalid.</exception>
    public DestinationLocation Locate()
    {
        if (IsPostgres)
        {
            return DestinationLocation.Postgres(destination, LoginOf(credential), TimeSpan.FromSeconds(timeout));
        }

        if (AddressText.IsNoPath(destination))
        {
            throw SqliteFile.Unknown();
        }

        return credential is null
            ? DestinationLocation.Sqlite(FileSystemPath.Resolve(cmdlet, destination))
            : throw Invalid("A SQLite file takes no credential.", "Leave -DestinationCredential out.");
    }

    /// <summary>The table in it: the one asked for, or one named as the source's without its schema.</summary>
    /// <exception cref="SyncException">TableNameInvalid, ParameterInvalid.</exception>
    public TableName TableFor(TableShape shape)
    {
        if (table is null)
        {
            return new TableName(null, shape.Table.Name);
        }

        var name = TableName.Parse(table);
        return name.Schema is null || IsPostgres
            ? name
            : throw Invalid($"A SQLite file has no schema '{name.Schema}'.", "Give -DestinationTable a name alone.");
    }

    private static Func<Login>? LoginOf(PSCredential? credential)
    {
        if (credential is null)
        {
            return null;
        }

        var (user, password) = (credential.UserName, Secret.From(credential));
        return () => new Login(user, password.Reveal());
    }

    private static SyncException Invalid(string summary, string advice) => new(ErrorId.ParameterInvalid, summary, advice, null);
}
