namespace RedshiftSync;

/// <summary>Errors of the source. They are made in one place, so that their messages stay consistent and free of secrets.</summary>
internal static class SourceErrors
{
    /// <summary>The command has no connection.</summary>
    public static SyncException NotConnected(string summary, string advice = "") => new(ErrorId.NotConnected, summary, advice, null);

    /// <summary>The connection was refused, timed out, or the server is unreachable.</summary>
    public static SyncException ConnectionFailed(string server, int port, string reason, Exception? cause, bool isTransient = true) => new(
        ErrorId.ConnectionFailed,
        $"Could not connect to {server}:{port}: {Clause(reason)}.",
        "Check the port (Redshift's own is 5439), that the cluster is available, "
            + "and that its security group or your VPN lets this machine in.",
        $"{server}:{port}",
        cause,
        isTransient);

    /// <summary>The server's name does not resolve.</summary>
    /// <param name="server">The name.</param>
    /// <param name="cause">What the name service answered.</param>
    /// <param name="isTransient">Whether the name service itself cannot answer now, as on a machine that just woke up.</param>
    public static SyncException HostUnknown(string server, Exception cause, bool isTransient) => new(
        ErrorId.ConnectionFailedHostUnknown,
        $"The server name '{server}' has no address.",
        "Check its spelling; a cluster's endpoint looks like name.id.region.redshift.amazonaws.com.",
        server,
        cause,
        isTransient)
    {
        IsHostUnknown = true,
    };

    /// <summary>The destination's database does not exist.</summary>
    public static SyncException DatabaseNotFound(string server, string database, Exception cause) => new(
        ErrorId.DatabaseNotFound,
        $"The server {server} has no database '{database}' that this user may see.",
        "Names are case-sensitive here; Redshift stores them in lower case.",
        database,
        cause);

    /// <summary>Wrong user or password, or a kind of login that is not allowed.</summary>
    public static SyncException LoginFailed(string server, string user, string reason, Exception cause) => new(
        ErrorId.LoginFailed,
        $"The login of user '{user}' at {server} failed: {Clause(reason)}.",
        "Check user and password; temporary credentials expire after 15 to 60 minutes and their user name keeps its IAM: or IAMR: prefix.",
        server,
        cause);

    /// <summary>The server accepts encrypted connections only.</summary>
    public static SyncException TlsRequired(string server, string serverMessage, Exception cause) => new(
        ErrorId.LoginFailed,
        $"The server {server} refuses connections without TLS: {Clause(serverMessage)}.",
        "Leave out -SslMode Disable.",
        server,
        cause);

    /// <summary>A credential provider threw, or returned no login.</summary>
    // An exception counts as transient: the provider may need the network that was just lost.
    public static SyncException CredentialProviderFailed(string problem, Exception? cause = null) => new(
        ErrorId.CredentialProviderFailed,
        $"The credential provider did not give a login: {Clause(problem)}.",
        "It has to return a PSCredential, or an object with DbUser and DbPassword as Get-RSClusterCredential does.",
        null,
        cause,
        isTransient: cause is not null);

    /// <summary>The server requests authentication code 13 (SHA-256) or 14 (identity provider).</summary>
    public static SyncException AuthenticationMethodNotSupported(string server, string user, Exception cause) => new(
        ErrorId.AuthenticationMethodNotSupported,
        $"The server {server} wants a login of user '{user}' that is not supported (a SHA-256 password or an identity provider).",
        "Use temporary IAM credentials (GetClusterCredentials, -CredentialProvider), or have an administrator set the password as md5: "
            + "ALTER USER … PASSWORD 'md5…'.",
        server,
        cause);

    /// <summary>A certificate that does not pass.</summary>
    public static SyncException TlsVerificationFailed(string server, string reason, Exception cause) => new(
        ErrorId.TlsVerificationFailed,
        $"The connection to {server} is not secure: {Clause(reason)}. No password was sent to it.",
        "Use the host name that the certificate was issued for, or name its authority with -RootCertificate. "
            + "-SslMode weakens the check, for networks that you trust.",
        server,
        cause);

    /// <summary>The server accepts connections without TLS only.</summary>
    public static SyncException TlsNotOffered(string server, Exception cause) => new(
        ErrorId.TlsVerificationFailed,
        $"The connection to {server} is not secure: the server does not offer TLS. No password was sent to it.",
        "Amazon Redshift always offers TLS, so check that the address is that of a cluster. For a server without TLS in a network that you "
            + "trust, such as a development server, give -SslMode Disable, or sslMode in the configuration file.",
        server,
        cause);

    /// <summary>An open connection was lost.</summary>
    public static SyncException ConnectionLost(string server, string reason, Exception? cause) => new(
        ErrorId.ConnectionLost,
        $"The connection to {server} was lost: {Clause(reason)}.",
        "No checkpoint was moved past rows that were not delivered: run the command again.",
        server,
        cause,
        isTransient: true);

    /// <summary>The server is out of resources (SQLSTATE class 53): connections, memory or disk.</summary>
    public static SyncException ServerOutOfResources(string server, string serverMessage, Exception cause) => new(
        ErrorId.ServerOutOfResources,
        $"The server {server} is out of resources: {Clause(serverMessage)}.",
        "Run the command again when it is less busy.",
        server,
        cause,
        isTransient: true);

    /// <summary>Redshift's error 1023, reported with SQLSTATE XX000 (docs/redshift.md, Isolation).</summary>
    public static SyncException SerializableIsolationViolation(string server, Exception cause) => new(
        ErrorId.SerializableIsolationViolation,
        $"The server {server} ended the query because of a concurrent transaction (error 1023, serializable isolation violation).",
        "Run the command again; if it keeps happening, have the database use snapshot isolation.",
        server,
        cause,
        isTransient: true);

    /// <summary>The table does not exist.</summary>
    public static SyncException TableNotFound(TableName table, Exception? cause) => new(
        ErrorId.TableNotFound,
        $"The table {table} does not exist, or its schema is not visible to this user.",
        "Give -Table schema.name, exactly as it is stored (Redshift stores lower case). Get-RedshiftTable"
            + (table.Schema is { } schema ? $" -Schema {PowerShellLiteral.Quote(schema)}" : "") + " lists the tables that this user can see.",
        table.ToString(),
        cause);

    /// <summary>A listing has no table of a name.</summary>
    /// <param name="name">The name as given.</param>
    /// <param name="schemas">The schemas that were looked in; empty for any.</param>
    public static SyncException TableNotListed(string name, IReadOnlyList<string> schemas) => new(
        ErrorId.TableNotFound,
        $"No table or view '{name}' {(schemas.Count == 0 ? "" : $"in schema {string.Join(", ", schemas)} ")}is visible to this user.",
        "Check its spelling; wildcards are allowed, as in *order*, and Get-RedshiftTable alone lists everything.",
        name);

    /// <summary>A listing has no table of a schema.</summary>
    /// <param name="schema">The schema as given.</param>
    public static SyncException SchemaNotListed(string schema) => new(
        ErrorId.TableNotFound,
        $"No table or view of a schema '{schema}' is visible to this user.",
        "Check its spelling; wildcards are allowed, as in sales*, and Get-RedshiftTable alone lists everything. "
            + "The user needs USAGE on the schema.",
        schema);

    /// <summary>A column does not exist.</summary>
    public static SyncException ColumnNotFound(TableSchema schema, string? serverMessage, Exception cause) => new(
        ErrorId.ColumnNotFound,
        $"A column is missing in {schema.Table}: {Clause(serverMessage ?? "the server did not say which")}.",
        $"Columns looked for: {string.Join(", ", schema.ColumnNames)}. Use parameters such as -UpdatedAtColumn for other names.",
        schema.Table.ToString(),
        cause);

    /// <summary>A column's type does not fit.</summary>
    public static SyncException ColumnTypeNotSupported(TableName table, string column, string found, string wanted) => new(
        ErrorId.ColumnTypeNotSupported,
        $"Column '{column}' of {table} is of type {found}; {wanted} is needed.",
        "Use another column, or a view that casts it.",
        $"{table}.{column}");

    /// <summary>A constant came back wrong, so no other value of its type can be trusted.</summary>
    public static SyncException WireFormatChanged(string server, string type, Exception? cause) => new(
        ErrorId.WireFormatChanged,
        $"The server {server} sends values of type {type} in a form that this module does not read correctly.",
        "No row was read. The server was probably updated: update the module. Until then, read a view that leaves such columns out, "
            + "or casts them to varchar.",
        server,
        cause);

    /// <summary>The user lacks SELECT or USAGE.</summary>
    public static SyncException PermissionDenied(TableName? table, string? serverMessage, Exception cause) => new(
        ErrorId.PermissionDenied,
        $"The server denied permission{(table is null ? "" : $" to read {table}")}: {Clause(serverMessage ?? "it gave no reason")}.",
        "The user needs USAGE on the schema and SELECT on the table.",
        table?.ToString(),
        cause);

    /// <summary>The server cancelled the statement (SQLSTATE 57014) without a request of this module.</summary>
    public static SyncException QueryCanceled(TableName? table, Exception cause) => new(
        ErrorId.QueryCanceled,
        "The server cancelled the query: a statement timeout, a workload-management rule or an administrator ended it.",
        "Raise -StatementTimeout, or read less at a time.",
        table?.ToString(),
        cause);

    /// <summary>The server refused a statement for another reason.</summary>
    /// <param name="table">The table; null where the statement is not about one.</param>
    /// <param name="sqlState">The server's code.</param>
    /// <param name="serverMessage">The server's message.</param>
    /// <param name="cause">The driver's exception.</param>
    /// <param name="isTransient">Whether concurrent transactions caused the failure: a deadlock, a lock, a conflict.</param>
    public static SyncException QueryFailed(
        TableName? table, string sqlState, string serverMessage, Exception cause, bool isTransient = false) =>
        new(
        ErrorId.QueryFailed,
        $"The server refused a statement (SQLSTATE {sqlState}): {Clause(serverMessage)}.",
        isTransient ? "Run the command again when fewer transactions touch the table." : "",
        table?.ToString(),
        cause,
        isTransient);

    /// <summary>A row has a value that cannot be represented.</summary>
    /// <param name="table">The table.</param>
    /// <param name="row">How the row is named; see <see cref="RowName"/>.</param>
    /// <param name="problem">The column, and why its value cannot be delivered.</param>
    /// <param name="advice">What to do about it.</param>
    /// <param name="cause">The exception that caused it, if any.</param>
    public static SyncException UnreadableRow(
        TableName table, string row, string problem, string advice, Exception? cause = null) => new(
        ErrorId.UnreadableRow,
        $"A row of {table} cannot be read ({row}): {Clause(problem)}.",
        advice,
        row,
        cause);

    /// <summary>Rows with a NULL cursor exist, and -NullTimestamp is Error.</summary>
    public static SyncException NullTimestamp(TableSchema schema, long count) => new(
        ErrorId.NullTimestamp,
        $"{count} row(s) of {schema.Table} have no {schema.Cursor.Name}; no range of time ever covers them.",
        "Correct them at the source, or choose -NullCursor Include to deliver them with every run, or Ignore.",
        schema.Table.ToString());

    // Reasons come from servers and the runtime, and become part of a sentence.
    private static string Clause(string reason) => reason.Trim().TrimEnd('.');
}
