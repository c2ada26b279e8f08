namespace RedshiftSync.RedshiftEmulator.Sql;

/// <summary>Catalog tables that version 8.0 does not have.</summary>
internal static class CatalogRelations
{
    private static readonly HashSet<string> Known = Keywords.Words("""
        pg_aggregate pg_am pg_amop pg_amproc pg_attrdef pg_attribute pg_cast pg_class pg_constraint pg_conversion pg_database pg_depend
        pg_description pg_group pg_index pg_indexes pg_inherits pg_language pg_largeobject pg_locks pg_namespace pg_opclass pg_operator
        pg_proc pg_rewrite pg_rules pg_settings pg_shadow pg_stat_activity pg_stat_database pg_stat_all_tables pg_stat_user_tables
        pg_statistic pg_stats pg_tables pg_tablespace pg_trigger pg_type pg_user pg_views pg_table_def
        """);

    // Created in the emulator's schema, see Catalog.sql.
    private static readonly HashSet<string> Own = Keywords.Words("""
        svv_tables svv_columns svv_redshift_columns svv_redshift_tables svv_all_columns svv_all_tables svv_table_info stv_recents
        pg_table_def
        """);

    public static bool IsOwn(Relation relation) =>
        (relation.IsSystem && Own.Contains(relation.Name))
        || relation is { Schema: "information_schema", Name: "table_constraints" or "key_column_usage" };

    public static Refusal? Check(Statement statement)
    {
        var unknown = statement.Relations.FirstOrDefault(relation =>
            relation.IsSystem && relation.Kind == RelationKind.Catalog && !Known.Contains(relation.Name));
        return unknown is null
            ? null
            : new Refusal(
                SqlState.UndefinedTable,
                $"relation \"{(unknown.Schema is null ? "" : unknown.Schema + ".")}{unknown.Name}\" does not exist");
    }
}
