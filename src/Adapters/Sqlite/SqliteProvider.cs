namespace RedshiftSync.Adapters.Sqlite;

/// <summary>SQLite files as destinations.</summary>
internal sealed class SqliteProvider : IDestinationProvider
{
    public string Description => "a SQLite file";

    public string AddressForm => $"the path of a SQLite file (a new one has to end in {SqliteFile.Endings})";

    public IDestinationLocation? Recognize(DestinationAddress address)
    {
        if (AddressText.CannotBePath(address.Text))
        {
            return null;
        }

        if (address.Login is not null)
        {
            throw ParameterErrors.Invalid("A SQLite file takes no credential.", "Leave out -DestinationCredential.");
        }

        var path = address.ResolvePath();
        return SqliteFile.Recognizes(path) ? new SqliteLocation(path) : null;
    }
}
