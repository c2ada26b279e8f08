namespace RedshiftSync.RedshiftEmulator.Sql;

/// <summary>
/// The functions that Redshift has, according to the vendor's reference. A function in none of these tables does not exist there, even if
/// PostgreSQL has it.
/// </summary>
internal static class Functions
{
    // PostgreSQL's function does the same.
    private static readonly HashSet<string> Same = Keywords.Words("""
        count min max sum avg stddev stddev_samp stddev_pop variance var_samp var_pop bit_and bit_or bool_and bool_or percentile_cont
        row_number rank dense_rank percent_rank cume_dist ntile lag lead first_value last_value nth_value
        coalesce nullif nvl2 greatest least cast
        md5 substring length char_length character_length octet_length lower upper initcap trim btrim ltrim rtrim lpad rpad replace
        translate split_part position strpos left right repeat reverse ascii chr quote_ident quote_literal regexp_replace
        to_char to_date to_timestamp to_number
        abs mod floor ceil ceiling round trunc sign sqrt cbrt power pow exp ln dexp dlog10 pi random degrees radians
        sin cos tan cot asin acos atan atan2
        extract date_part date_trunc timezone
        current_database pg_backend_pid pg_cancel_backend pg_terminate_backend
        date int2 int4 int8 float4 float8 bool
        """);

    // Leader node only: refused if compute nodes take part.
    private static readonly HashSet<string> OnLeader = Keywords.Words("""
        now age timeofday isfinite current_schema current_schemas get_bit get_byte set_bit set_byte to_ascii factorial log substr
        has_database_privilege has_schema_privilege has_table_privilege
        generate_series format_type pg_get_expr pg_get_viewdef pg_get_userbyid pg_get_constraintdef pg_get_indexdef pg_table_is_visible
        obj_description col_description pg_encoding_to_char array_to_string array_upper array_lower array_dims
        current_setting
        """);

    // Created in the emulator's schema, see Catalog.sql.
    private static readonly HashSet<string> Own = Keywords.Words("""
        version getdate sysdate len charindex concat strtol sha2 convert_timezone dateadd datediff pg_last_query_id current_setting
        json_serialize json_parse to_hex from_hex
        """);

    private static readonly Dictionary<string, string> OtherName = new()
    {
        ["nvl"] = "coalesce",
        ["isnull"] = "coalesce",
        ["textlen"] = "length",
        ["replicate"] = "repeat",
    };

    // Redshift has them; the emulator does not implement them.
    private static readonly HashSet<string> NotImplemented = Keywords.Words("""
        listagg median percentile_disc ratio_to_report decode sha sha1 func_sha1 sha512 checksum fnv_hash crc32 farmhash64 farmfingerprint64
        add_months last_day next_day months_between date_cmp date_part_year regexp_count regexp_instr regexp_substr
        json_extract_path_text json_extract_array_element_text json_array_length is_valid_json is_valid_json_array
        json_typeof can_json_parse array array_concat array_flatten get_array_length split_to_array subarray object object_transform
        bpcharcmp bttext_pattern_cmp collate diff difference soundex to_base64 to_varbyte from_varbyte
        set_config slice_num pg_get_late_binding_view_cols pg_get_cols pg_last_copy_count pg_last_copy_id pg_last_unload_count
        pg_last_unload_id text_to_int_alt text_to_numeric_alt url_encode urlencode urldecode width_bucket
        """);

    private static readonly Dictionary<string, (int Min, int Max)> ArgumentCounts = new()
    {
        // PostgreSQL's later forms: current_setting(name, missing_ok), to_timestamp(seconds).
        ["current_setting"] = (1, 1),
        ["to_timestamp"] = (2, 2),
        ["now"] = (0, 0),
        ["concat"] = (2, 2),
        ["round"] = (1, 2),
        ["date_trunc"] = (2, 2),
        ["lag"] = (1, 2),
        ["lead"] = (1, 2),
    };

    /// <summary>Functions that are called without parentheses and run on the leader node only.</summary>
    public static bool IsLeaderKeyword(string word) =>
        word is "current_timestamp" or "current_time" or "localtime" or "localtimestamp" or "current_schema";

    public static bool IsOnLeader(string name) => OnLeader.Contains(name);

    public static bool IsOwn(string name) => Own.Contains(name);

    public static bool IsNotImplemented(string name) => NotImplemented.Contains(name);

    public static string? Renamed(string name) => OtherName.GetValueOrDefault(name);

    public static bool Exists(string name, int arguments) =>
        (Same.Contains(name) || OnLeader.Contains(name) || Own.Contains(name) || NotImplemented.Contains(name)
            || OtherName.ContainsKey(name))
        && (!ArgumentCounts.TryGetValue(name, out var count) || (arguments >= count.Min && arguments <= count.Max));
}
