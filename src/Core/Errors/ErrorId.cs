namespace RedshiftSync;

/// <summary>The ErrorIds of this module: what a script can test for. The text of a message may change, these do not.</summary>
internal static class ErrorId
{
    /// <summary>No connection was given and the runspace has none.</summary>
    public const string NotConnected = nameof(NotConnected);

    /// <summary>The configuration file cannot be read, is not JSON or lacks a value.</summary>
    public const string ConfigurationInvalid = nameof(ConfigurationInvalid);

    /// <summary>A path is not one of the file system.</summary>
    public const string PathInvalid = nameof(PathInvalid);

    /// <summary>A table's name does not read as table or schema.table.</summary>
    public const string TableNameInvalid = nameof(TableNameInvalid);

    /// <summary>No connection could be opened: refused, timed out, unreachable.</summary>
    public const string ConnectionFailed = nameof(ConnectionFailed);

    /// <summary>The server's name has no address.</summary>
    public const string ConnectionFailedHostUnknown = nameof(ConnectionFailedHostUnknown);

    /// <summary>The server answered, but has no such database.</summary>
    public const string DatabaseNotFound = nameof(DatabaseNotFound);

    /// <summary>The credential provider threw, or returned nothing to log in with.</summary>
    public const string CredentialProviderFailed = nameof(CredentialProviderFailed);

    /// <summary>User or password were refused, at the source or at the destination.</summary>
    public const string LoginFailed = nameof(LoginFailed);

    /// <summary>The server wants a kind of login that the driver does not speak (SHA-256 passwords, identity providers).</summary>
    public const string AuthenticationMethodNotSupported = nameof(AuthenticationMethodNotSupported);

    /// <summary>The server offers no TLS, or its certificate did not pass.</summary>
    public const string TlsVerificationFailed = nameof(TlsVerificationFailed);

    /// <summary>The connection broke after it had been opened.</summary>
    public const string ConnectionLost = nameof(ConnectionLost);

    /// <summary>The source table does not exist or its schema is not visible.</summary>
    public const string TableNotFound = nameof(TableNotFound);

    /// <summary>A column is missing in the source table.</summary>
    public const string ColumnNotFound = nameof(ColumnNotFound);

    /// <summary>The table declares no key and none was named, or a column of the key does not exist.</summary>
    public const string KeyNotFound = nameof(KeyNotFound);

    /// <summary>No column, or more than one, says by its name when a row changed, and none was chosen.</summary>
    public const string CursorNotFound = nameof(CursorNotFound);

    /// <summary>Names of columns differ only by case.</summary>
    public const string ColumnNameConflict = nameof(ColumnNameConflict);

    /// <summary>A filter is not one condition, or its parameters do not fit.</summary>
    public const string FilterInvalid = nameof(FilterInvalid);

    /// <summary>A column has a type that cannot play its part.</summary>
    public const string ColumnTypeNotSupported = nameof(ColumnTypeNotSupported);

    /// <summary>The server sends values of a type in another form than the module reads.</summary>
    public const string WireFormatChanged = nameof(WireFormatChanged);

    /// <summary>The source's table has changed in a way that a sync cannot follow.</summary>
    public const string SchemaChanged = nameof(SchemaChanged);

    /// <summary>Some of several tables were not synced; the target is the results of all.</summary>
    public const string TablesFailed = nameof(TablesFailed);

    /// <summary>The user lacks a privilege.</summary>
    public const string PermissionDenied = nameof(PermissionDenied);

    /// <summary>The server ended the statement: a time limit, a workload rule or an administrator.</summary>
    public const string QueryCanceled = nameof(QueryCanceled);

    /// <summary>The server has too many connections, or no memory or disk left for the statement.</summary>
    public const string ServerOutOfResources = nameof(ServerOutOfResources);

    /// <summary>The server ended the statement because of a concurrent transaction.</summary>
    public const string SerializableIsolationViolation = nameof(SerializableIsolationViolation);

    /// <summary>The server refused a statement for another reason.</summary>
    public const string QueryFailed = nameof(QueryFailed);

    /// <summary>A row holds a value that cannot be represented, or one that the destination does not take.</summary>
    public const string UnreadableRow = nameof(UnreadableRow);

    /// <summary>The script block of -ForEachBatch failed.</summary>
    public const string BatchFailed = nameof(BatchFailed);

    /// <summary>Rows with a NULL cursor exist, and -NullTimestamp is Error.</summary>
    public const string NullTimestamp = nameof(NullTimestamp);

    /// <summary>A parameter's value cannot be used, or not together with another.</summary>
    public const string ParameterInvalid = nameof(ParameterInvalid);

    /// <summary>The state file is blank, damaged, or gone while its backup is still there.</summary>
    public const string StateFileDamaged = nameof(StateFileDamaged);

    /// <summary>Another run holds the state file.</summary>
    public const string StateFileLocked = nameof(StateFileLocked);

    /// <summary>The state file does not exist.</summary>
    public const string StateFileNotFound = nameof(StateFileNotFound);

    /// <summary>The state file cannot be read.</summary>
    public const string StateFileUnreadable = nameof(StateFileUnreadable);

    /// <summary>The state file, or a file beside it, cannot be written.</summary>
    public const string StateFileNotWritable = nameof(StateFileNotWritable);

    /// <summary>The state file belongs to another source.</summary>
    public const string StateSourceMismatch = nameof(StateSourceMismatch);

    /// <summary>The state file's checkpoint was advanced for a destination, and the rows up to it would not reach the pipeline.</summary>
    public const string StateConsumerMismatch = nameof(StateConsumerMismatch);

    /// <summary>The state file was written by a newer version.</summary>
    public const string StateVersionNotSupported = nameof(StateVersionNotSupported);

    /// <summary>The watermark is later than the server's clock.</summary>
    public const string StateWatermarkInFuture = nameof(StateWatermarkInFuture);

    /// <summary>No checkpoint of this run is staged.</summary>
    public const string StateNotStaged = nameof(StateNotStaged);

    /// <summary>The destination's checkpoint belongs to another source.</summary>
    public const string StateDestinationMismatch = nameof(StateDestinationMismatch);

    /// <summary>The destination's table lacks a column or is not keyed as it has to be.</summary>
    public const string DestinationSchemaMismatch = nameof(DestinationSchemaMismatch);

    /// <summary>The destination cannot be opened or written.</summary>
    public const string DestinationUnavailable = nameof(DestinationUnavailable);

    /// <summary>The destination has no checkpoint: nothing was ever synced into it.</summary>
    public const string DestinationNotSynced = nameof(DestinationNotSynced);

    /// <summary>More rows would be removed from the destination than allowed.</summary>
    public const string DeletionLimitExceeded = nameof(DeletionLimitExceeded);
}
