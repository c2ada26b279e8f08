using RedshiftSync.Adapters;
using RedshiftSync.Adapters.Postgres;

namespace RedshiftSync.UnitTests.Destination;

/// <summary>What the providers of destinations recognise, and what they say about it before anything is opened.</summary>
public sealed class ProviderTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("redshiftsync");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("new.db")]
    [InlineData("new.SQLITE3")]
    public void A_sqlite_file_is_a_file_that_need_not_exist(string name)
    {
        var location = Locate(name);

        Assert.Equal(PathOf(name), location.FilePath);
        Assert.False(location.Exists);
        Assert.False(File.Exists(PathOf(name)));

        File.WriteAllText(PathOf(name), "");
        Assert.True(Locate(name).Exists);
    }

    [Theory]
    [InlineData("postgresql://host/database")]
    [InlineData("  POSTGRES://user:hunter2@host/database")]
    [InlineData("Host=host;Database=database;Password=hunter2")]
    [InlineData("postgresql://not valid")]
    public void A_database_is_recognised_by_its_text_alone(string address)
    {
        var location = Locate(address);

        Assert.Null(location.FilePath);
        Assert.True(location.Exists);
    }

    [Theory]
    [InlineData("out.csv")]
    [InlineData("hunter2")]
    [InlineData("mysql://user:hunter2@host/database")]
    [InlineData("user:hunter2@host")]
    public void What_no_provider_recognises_is_refused_unquoted(string address)
    {
        var error = Assert.Throws<SyncException>(() => Locate(address));

        Assert.Equal(ErrorId.ParameterInvalid, error.ErrorId);
        Assert.DoesNotContain(address, $"{error} {error.Target}", StringComparison.Ordinal);
    }

    // PostgreSQL would cut the names, so that two tables or columns became one.
    [Fact]
    public void A_name_of_more_than_63_bytes_is_refused_for_PostgreSQL()
    {
        var long1 = new string('é', 31) + "1x";
        var (fits, long2) = (long1[..^1], long1[..^1] + "y");
        var location = Locate("postgresql://host/database");
        location.CheckTable(new TableName(fits, fits));
        Locate("w.db").CheckTable(new TableName(null, long1));
        foreach (var table in new TableName[] { new(null, long1), new(long1, "t") })
        {
            Assert.Equal(ErrorId.ParameterInvalid, Assert.Throws<SyncException>(() => location.CheckTable(table)).ErrorId);
        }

        PostgresNames.Check(Request("id", fits), "destination");
        var error = Assert.Throws<SyncException>(() => PostgresNames.Check(Request("id", fits, long1, long2), "destination"));
        Assert.Equal(ErrorId.DestinationSchemaMismatch, error.ErrorId);
        Assert.Contains($"'{long1}' and '{long2}'", error.Message, StringComparison.Ordinal);

        static DestinationRequest Request(params string[] columns) => new(
            new TableName(null, "t"),
            new TableSchema(
                new TableName("s", "t"),
                columns.Select((name, i) =>
                    new Column(name) { Type = ColumnType.Named("bigint"), KeyPart = i == 0 ? 1 : null, IsCursor = i == 1 })),
            SourceIdentity.Unknown);
    }

    [Fact]
    public void Only_a_server_takes_a_credential()
    {
        Assert.Equal(ErrorId.ParameterInvalid, Assert.Throws<SyncException>(() => Locate("w.db", () => new Login("u", "p"))).ErrorId);
        Assert.NotNull(Locate("postgresql://host/database", () => throw new InvalidOperationException("Not before it is opened.")));
    }

    [Theory]
    [InlineData("w.db", "customers", true)]
    [InlineData("w.db", "schema.customers", false)]
    [InlineData("w.db", "SQLite_customers", false)]
    [InlineData("postgresql://host/database", "schema.customers", true)]
    [InlineData("postgresql://host/database", "sqlite_customers", true)]
    public void A_destination_tells_which_tables_it_can_have(string address, string table, bool isPossible)
    {
        var error = Record.Exception(() => Locate(address).CheckTable(TableName.Parse(table)));

        Assert.Equal(isPossible ? null : ErrorId.ParameterInvalid, (error as SyncException)?.ErrorId);
    }

    private IDestinationLocation Locate(string address, Func<Login>? login = null) =>
        new AdapterSet().Locate(new DestinationAddress(address, PathOf) { Login = login });

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);
}
