namespace RedshiftSync.RedshiftEmulator.Sql;

/// <summary>The SQLSTATEs of the emulator's errors.</summary>
internal static class SqlState
{
    public const string FeatureNotSupported = "0A000";
    public const string InvalidParameterValue = "22023";
    public const string InvalidCursorState = "24000";
    public const string InvalidAuthorization = "28000";
    public const string InvalidCursorName = "34000";
    public const string InvalidSchemaName = "3F000";
    public const string InsufficientPrivilege = "42501";
    public const string Syntax = "42601";
    public const string UndefinedColumn = "42703";
    public const string UndefinedObject = "42704";
    public const string UndefinedFunction = "42883";
    public const string UndefinedTable = "42P01";
    public const string TooManyConnections = "53300";
    public const string QueryCanceled = "57014";
    public const string CannotConnectNow = "57P03";
    public const string Internal = "XX000";
}
