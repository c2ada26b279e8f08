namespace RedshiftSync.Adapters.Postgres;

/// <summary>
/// Decides whether a run copies its batches straight into the table: the table was empty when the run began, and COPY does there what an
/// upsert does.
/// </summary>
internal static class PostgresFirstLoad
{
    /// <summary>Whether the table has no rows.</summary>
    public static bool IsEmpty(PostgresSession session, TableName table, CancellationToken cancellation) =>
        session.Rows($"SELECT 1 FROM {table.Quoted} LIMIT 1", _ => true, cancellation).Count == 0;

    /// <summary>
    /// Whether the table takes a COPY as it takes an upsert. Its columns must have exactly the declared types, because a binary COPY
    /// carries none: another type would misread the bytes, and a numeric of fewer digits would round. COPY fails for a view or with
    /// row-level security, does not apply rules, and has fewer triggers.
    /// </summary>
    public static bool CanCopy(PostgresSession session, PostgresSchema schema, CancellationToken cancellation) =>
        !schema.Evolution.HasDifferences && session.Rows(
        $"""
        SELECT 1 FROM pg_class t
        WHERE t.oid = {PostgresCatalog.FindOid}
            AND t.relkind IN ('r', 'p') AND NOT t.relhasrules AND NOT t.relrowsecurity
            AND NOT EXISTS (SELECT 1 FROM pg_trigger g WHERE g.tgrelid = t.oid AND NOT g.tgisinternal)
            AND (
                SELECT count(*) FROM pg_attribute a JOIN unnest($3::text[], $4::text[]) AS wanted(name, type) ON a.attname = wanted.name
                WHERE a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
                    AND format_type(a.atttypid, a.atttypmod) = wanted.type) = cardinality($3::text[])
        """,
        _ => true,
        cancellation,
        [
            .. PostgresCatalog.Arguments(schema.Table),
            schema.Evolution.Written.Select(c => c.Name).ToArray(),
            schema.Evolution.Written.Select(c => PostgresTypeMap.Of(c).FormattedDeclaration).ToArray(),
        ]).Count > 0;
}
