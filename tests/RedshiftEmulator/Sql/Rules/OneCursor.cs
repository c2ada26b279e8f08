namespace RedshiftSync.RedshiftEmulator.Sql;

/// <summary>One cursor per session (docs/redshift.md, Cursors).</summary>
internal static class OneCursor
{
    public static Refusal? Check(Statement statement, SessionState state) => statement.Verb == "declare" && state.CursorIsOpen
        ? new Refusal(SqlState.InvalidCursorState, "opening multiple cursors from within the same client connection is not allowed.")
        : null;
}
