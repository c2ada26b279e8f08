namespace RedshiftSync;

/// <summary>Asks a server whether a session is executing a statement.</summary>
internal static class StatementActivity
{
    /// <summary>A statement that returns a row if the session is executing one.</summary>
    /// <param name="isRedshift">Redshift shows a user's own statements in stv_recents (docs/redshift.md); PostgreSQL in pg_stat_activity.</param>
    /// <param name="process">The server process of the session.</param>
    /// <remarks>In PostgreSQL, a session that waits for its client, while the client waits for it, is one whose connection is lost.</remarks>
    public static SqlStatement Find(bool isRedshift, long process) => new(
        isRedshift
            ? "SELECT 1 FROM stv_recents WHERE pid = @process AND status = 'Running'"
            : "SELECT 1 FROM pg_stat_activity WHERE pid = @process AND state = 'active' AND wait_event_type IS DISTINCT FROM 'Client'",
        [new SqlParameterValue("process", process, SqlValueType.Number)]);
}
