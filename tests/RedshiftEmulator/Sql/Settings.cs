namespace RedshiftSync.RedshiftEmulator.Sql;

/// <summary>
/// The settings that Redshift knows, for start-up packets, SET, RESET and SHOW alike (docs/redshift.md, Settings).
/// </summary>
internal static class Settings
{
    private const int MostFloatDigits = 2;

    // PostgreSQL's settings.
    private static readonly HashSet<string> Shared = Keywords.Words("""
        client_encoding datestyle timezone application_name search_path statement_timeout extra_float_digits client_min_messages
        session_authorization transaction_isolation default_transaction_isolation transaction_read_only enable_seqscan
        """);

    // Redshift's settings: stored with a prefix in the backend session.
    private static readonly HashSet<string> Own = Keywords.Words("""
        query_group wlm_query_slot_count enable_result_cache_for_session describe_field_name_in_uppercase downcase_delimited_identifier
        enable_case_sensitive_identifier enable_case_sensitive_super_attribute enable_numeric_rounding enable_vacuum_boost
        error_on_nondeterministic_update json_serialization_enable json_serialization_parse_nested_strings max_cursor_result_set_size
        mv_enable_aqmv_for_session navigate_super_null_on_error parse_super_null_on_error cast_super_null_on_error spectrum_query_maxerror
        stored_proc_log_min_messages analyze_threshold_percent default_geometry_encoding use_fips_ssl autocommit
        """);

    private static readonly HashSet<string> ReadOnly = Keywords.Words("server_version server_encoding is_superuser integer_datetimes");

    // Known, but restricted to superusers.
    private static readonly HashSet<string> Forbidden = Keywords.Words("lc_monetary lc_messages lc_numeric lc_time");

    public static bool IsOwn(string name) => Own.Contains(name);

    /// <summary>Why a setting cannot be set, or null.</summary>
    public static Refusal? CheckSet(string name, string? value) => name switch
    {
        "extra_float_digits" when int.TryParse(value, out var digits) && digits > MostFloatDigits =>
            new(SqlState.InvalidParameterValue, $"{digits} is outside the valid range for parameter \"{name}\" (-15 .. {MostFloatDigits})"),
        _ when Shared.Contains(name) || Own.Contains(name) => null,
        _ when Forbidden.Contains(name) => new(SqlState.InsufficientPrivilege, $"permission denied to set parameter \"{name}\""),
        _ when ReadOnly.Contains(name) => new("55P02", $"parameter \"{name}\" cannot be changed"),
        _ => Unknown(name),
    };

    public static Refusal? CheckShow(string name) =>
        Shared.Contains(name) || Own.Contains(name) || ReadOnly.Contains(name) || Forbidden.Contains(name) ? null : Unknown(name);

    private static Refusal Unknown(string name) => new(SqlState.UndefinedObject, $"unrecognized configuration parameter \"{name}\"");
}
