namespace RedshiftSync.Adapters.Source;

/// <summary>The type OIDs that matter here; the same in Redshift and PostgreSQL.</summary>
internal static class RedshiftType
{
    private const uint Bigint = 20;
    private const uint Smallint = 21;
    private const uint Integer = 23;
    private const uint Text = 25;
    private const uint Bpchar = 1042;
    private const uint Varchar = 1043;
    private const uint Timestamp = 1114;
    private const uint TimestampWithZone = 1184;

    public static bool IsInteger(uint oid) => oid is Bigint or Smallint or Integer;

    public static bool IsText(uint oid) => oid is Text or Bpchar or Varchar;

    /// <summary>The type to bind times of such a column as, or null when it holds no points in time.</summary>
    public static SqlValueType? TimeType(uint oid) => oid switch
    {
        Timestamp => SqlValueType.Timestamp,
        TimestampWithZone => SqlValueType.TimestampWithZone,
        _ => null,
    };
}
