using System.Globalization;
using System.Management.Automation;
using System.Security;
using Npgsql;
using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests;

/// <summary>A second PostgreSQL server for destinations, started at its first use. Each destination is a database.</summary>
public sealed class TargetFixture : IDisposable
{
    private readonly Lazy<PostgresServer> _server = new(() => new PostgresServer());
    private int _databases;

    /// <summary>The server.</summary>
    public PostgresServer Server => _server.Value;

    /// <summary>The credential of the user who owns the databases.</summary>
    public PSCredential Credential => CredentialOf(PostgresServer.User, Server.Password);

    /// <summary>A credential with any password.</summary>
    public static PSCredential CredentialOf(string user, string password)
    {
        ArgumentNullException.ThrowIfNull(password);
        var secure = new SecureString();
        foreach (var c in password)
        {
            secure.AppendChar(c);
        }

        return new PSCredential(user, secure);
    }

    /// <summary>An empty destination.</summary>
    /// <param name="kind"><c>sqlite</c> or <c>postgresql</c>.</param>
    /// <param name="folder">The folder for a SQLite file.</param>
    public Target Create(string kind, TemporaryFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return kind switch
        {
            "sqlite" => new SqliteTarget(folder["w.db"]),
            "postgresql" => CreatePostgres(),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
    }

    /// <summary>A new database.</summary>
    public PostgresTarget CreatePostgres()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"target{Interlocked.Increment(ref _databases)}");
        Server.Execute($"CREATE DATABASE {name} OWNER {PostgresServer.User}");
        return new PostgresTarget(this, name);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_server.IsValueCreated)
        {
            _server.Value.Dispose();
        }
    }
}

/// <summary>A destination, inspected without the module.</summary>
public abstract class Target
{
    // Formats a row for both kinds, as Warehouse.SourceRows does.
    private protected abstract string Line { get; }

    /// <summary>The value of -Destination.</summary>
    public abstract string Address { get; }

    /// <summary>Further parameters: a credential where one is needed.</summary>
    public abstract Dictionary<string, object> Arguments { get; }

    /// <summary>Runs SQL.</summary>
    public abstract void Execute(string sql);

    /// <summary>The first column of a query, as text; null for NULL.</summary>
    public virtual List<string?> Query(string sql) => [.. Read(sql)];

    /// <summary>The same, one by one.</summary>
    public abstract IEnumerable<string?> Read(string sql);

    /// <summary>Every row as one line of text, in order of the key.</summary>
    public List<string> Rows(string table = "customers") => [.. ReadRows(table)];

    /// <summary>The same, one by one.</summary>
    public IEnumerable<string> ReadRows(string table) => Read($"SELECT {Line} FROM {table} ORDER BY customer_id").Select(line => line!);

    /// <summary>The rows of the checkpoint table without the run.</summary>
    public List<string> Checkpoints() => [.. Query($"SELECT {Checkpoint} FROM redshiftsync_checkpoint ORDER BY 1").Select(line => line!)];

    private protected abstract string Checkpoint { get; }

    /// <summary>Changes a value in the source of every checkpoint.</summary>
    /// <param name="part">The value's name.</param>
    /// <param name="json">The new value, as JSON.</param>
    public abstract void ChangeCheckpointSource(string part, string json);
}

/// <summary>A SQLite file.</summary>
public sealed class SqliteTarget(string path) : Target
{
    private protected override string Line =>
        "customer_id || '|' || coalesce(first_name, 'NULL') || '|' || coalesce(last_name, 'NULL') || '|' || coalesce(email, " +
            "'NULL') || '|' || coalesce(updated_at, 'NULL')";

    private protected override string Checkpoint =>
        "destination_table || ' ' || (checkpoint ->> '$.watermark.cursor_value') || ' / ' || "
            + "coalesce(checkpoint ->> '$.watermark.key[0]', 'NULL')";

    /// <inheritdoc/>
    public override void ChangeCheckpointSource(string part, string json) =>
        Execute($"UPDATE redshiftsync_checkpoint SET checkpoint = json_set(checkpoint, '$.source.{part}', json('{json}'))");

    /// <inheritdoc/>
    public override string Address => path;

    /// <inheritdoc/>
    public override Dictionary<string, object> Arguments => [];

    /// <inheritdoc/>
    public override void Execute(string sql) => Query(sql);

    /// <inheritdoc/>
    public override IEnumerable<string?> Read(string sql) => Warehouse.Read(path, sql, r => r.IsDBNull(0) ? null : r.GetString(0));
}

/// <summary>A database on the second server.</summary>
public sealed class PostgresTarget(TargetFixture fixture, string database) : Target
{
    /// <summary>The application name of the module's sessions.</summary>
    public const string ApplicationName = "RedshiftSync target";

    private protected override string Line =>
        "customer_id || '|' || coalesce(first_name, 'NULL') || '|' || coalesce(last_name, 'NULL') || '|' || coalesce(email, " +
            $"'NULL') || '|' || coalesce({Iso}, 'NULL')";

    private protected override string Checkpoint =>
        "destination_table || ' ' || (checkpoint::json #>> '{watermark,cursor_value}') || ' / ' || "
            + "coalesce(checkpoint::json #>> '{watermark,key,0}', 'NULL')";

    /// <inheritdoc/>
    public override void ChangeCheckpointSource(string part, string json) => Execute(
        $"UPDATE redshiftsync_checkpoint SET checkpoint = jsonb_set(checkpoint::jsonb, '{{source,{part}}}', '{json}')");

    private static string Iso => """to_char(updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')""";

    /// <inheritdoc/>
    public override string Address =>
        $"postgresql://{PostgresServer.Host}:{fixture.Server.Port}/{database}?sslmode=disable&" +
            $"application_name={Uri.EscapeDataString(ApplicationName)}";

    /// <inheritdoc/>
    public override Dictionary<string, object> Arguments => new() { ["DestinationCredential"] = fixture.Credential };

    /// <summary>The owner's password.</summary>
    public string Password => fixture.Server.Password;

    /// <summary>The database's name.</summary>
    public string Database => database;

    /// <inheritdoc/>
    public override void Execute(string sql) => Execute(sql, asSuperUser: false);

    /// <summary>Runs SQL as the owner or the superuser.</summary>
    public void Execute(string sql, bool asSuperUser) => fixture.Server.Use(database, connection =>
    {
        if (!asSuperUser)
        {
            ActAsOwner(connection);
        }

        using var command = connection.LongCommand(sql);
        return command.ExecuteNonQuery();
    });

    /// <inheritdoc/>
    public override List<string?> Query(string sql) => fixture.Server.Use<List<string?>>(database, connection =>
    {
        ActAsOwner(connection);
        return [.. Read(connection, sql)];
    });

    /// <inheritdoc/>
    public override IEnumerable<string?> Read(string sql)
    {
        using var connection = Open();
        foreach (var text in Read(connection, sql))
        {
            yield return text;
        }
    }

    /// <summary>Opens a session of the superuser, acting as the owner if requested.</summary>
    public NpgsqlConnection Open(bool asSuperUser = false)
    {
        var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(fixture.Server.SuperUserConnectionString) { Database = database }.ConnectionString);
        connection.Open();
        if (!asSuperUser)
        {
            ActAsOwner(connection);
        }

        return connection;
    }

    private static void ActAsOwner(NpgsqlConnection connection)
    {
        using var command = connection.LongCommand($"SET ROLE {PostgresServer.User}");
        command.ExecuteNonQuery();
    }

    private static IEnumerable<string?> Read(NpgsqlConnection connection, string sql)
    {
        using var command = connection.LongCommand(sql);
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            yield return reader.IsDBNull(0) ? null : Convert.ToString(reader.GetValue(0), CultureInfo.InvariantCulture);
        }
    }
}
