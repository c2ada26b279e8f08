using System.Management.Automation;

namespace RedshiftSync;

/// <summary>Creates error records; each ErrorId has its category.</summary>
internal static class ErrorRecords
{
    public static ErrorRecord From(SyncException e) => new(e, e.ErrorId, CategoryOf(e.ErrorId), e.Target);

    /// <summary>Whether a failure is that of the connection or the server, so that no other table can be read either.</summary>
    public static bool IsOfConnection(SyncException e) =>
        e.ErrorId == ErrorId.DatabaseNotFound
        || CategoryOf(e.ErrorId) is ErrorCategory.ConnectionError or ErrorCategory.AuthenticationError or ErrorCategory.SecurityError
            or ErrorCategory.ResourceUnavailable;

    private static ErrorCategory CategoryOf(string errorId) => errorId switch
    {
        ErrorId.ConnectionFailed or ErrorId.ConnectionFailedHostUnknown or ErrorId.ConnectionLost or ErrorId.NotConnected =>
            ErrorCategory.ConnectionError,
        ErrorId.LoginFailed or ErrorId.CredentialProviderFailed or ErrorId.AuthenticationMethodNotSupported =>
            ErrorCategory.AuthenticationError,
        ErrorId.TlsVerificationFailed => ErrorCategory.SecurityError,
        ErrorId.PermissionDenied => ErrorCategory.PermissionDenied,
        ErrorId.DatabaseNotFound or ErrorId.TableNotFound or ErrorId.ColumnNotFound or ErrorId.KeyNotFound or ErrorId.CursorNotFound
            or ErrorId.StateFileNotFound => ErrorCategory.ObjectNotFound,
        ErrorId.ColumnTypeNotSupported or ErrorId.DestinationSchemaMismatch => ErrorCategory.InvalidType,
        ErrorId.ConfigurationInvalid or ErrorId.PathInvalid or ErrorId.TableNameInvalid or ErrorId.ParameterInvalid
            or ErrorId.FilterInvalid => ErrorCategory.InvalidArgument,
        ErrorId.QueryCanceled => ErrorCategory.OperationTimeout,
        ErrorId.UnreadableRow or ErrorId.NullTimestamp or ErrorId.StateFileDamaged or ErrorId.StateVersionNotSupported
            or ErrorId.ColumnNameConflict or ErrorId.WireFormatChanged => ErrorCategory.InvalidData,
        ErrorId.StateFileLocked or ErrorId.ServerOutOfResources or ErrorId.DestinationUnavailable => ErrorCategory.ResourceUnavailable,
        ErrorId.StateFileNotWritable => ErrorCategory.WriteError,
        ErrorId.StateFileUnreadable => ErrorCategory.ReadError,
        ErrorId.StateSourceMismatch or ErrorId.StateDestinationMismatch or ErrorId.StateWatermarkInFuture or ErrorId.StateNotStaged
            or ErrorId.DestinationNotSynced or ErrorId.SchemaChanged => ErrorCategory.InvalidOperation,
        ErrorId.SerializableIsolationViolation => ErrorCategory.DeadlockDetected,
        ErrorId.DeletionLimitExceeded => ErrorCategory.LimitsExceeded,
        ErrorId.BatchFailed or ErrorId.TablesFailed => ErrorCategory.OperationStopped,
        _ => ErrorCategory.NotSpecified,
    };
}
