namespace RedshiftSync.Adapters.Postgres;

/// <summary>
/// Finds tables in the catalog. Does not use to_regclass, which reads a cache of the session: a table that another session has created
/// since the start of the transaction may be missing there.
/// </summary>
internal static class PostgresCatalog
{
    /// <summary>
    /// An expression for the OID of the table with the name $1 and the schema $2 (NULL for the search path); NULL if there is none.
    /// </summary>
    public const string FindOid =
        """
        (SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relname = $1::text::name AND (n.nspname = $2::text::name OR ($2::text IS NULL AND n.nspname = ANY(current_schemas(false))))
        ORDER BY array_position(current_schemas(false), n.nspname) LIMIT 1)
        """;

    /// <summary>Returns the values of $1 and $2.</summary>
    public static object[] Arguments(TableName table) => [table.Name, (object?)table.Schema ?? DBNull.Value];

    /// <summary>Whether a relation with the table's name exists.</summary>
    public static bool Exists(PostgresSession session, TableName table, CancellationToken cancellation) =>
        session.Rows($"SELECT {FindOid} IS NOT NULL", r => r.GetBoolean(0), cancellation, Arguments(table))[0];

    /// <summary>Reads the approximate size of a table's rows on disk, in bytes.</summary>
    public static long ReadSize(PostgresSession session, TableName table, CancellationToken cancellation) =>
        session.Rows(
            $"""
            WITH RECURSIVE parts(oid) AS (SELECT {FindOid} UNION SELECT i.inhrelid FROM pg_inherits i JOIN parts p ON i.inhparent = p.oid)
            SELECT coalesce(sum(pg_relation_size(oid)), 0)::bigint FROM parts
            """,
            r => r.GetInt64(0),
            cancellation,
            Arguments(table))[0];
}
