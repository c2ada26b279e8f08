namespace RedshiftSync;

/// <summary>Counts the rows with a NULL cursor, unless the user includes or ignores them.</summary>
internal static class NullCursorCheck
{
    /// <summary>Counts the rows, and warns or fails if there are any.</summary>
    /// <exception cref="SyncException">NullTimestamp, and what the session throws.</exception>
    public static void Run(ReconnectingSource source, TableSchema schema, NullTimestampAction action, IRunObserver observer)
    {
        if (action is NullTimestampAction.Include or NullTimestampAction.Ignore)
        {
            return;
        }

        source.CheckFormats(schema);
        var count = (long)source.Execute(s => s.Query(new NullCursorQuery(schema).Count(), source.Cancellation))[0][0]!;
        if (count > 0 && action == NullTimestampAction.Error)
        {
            throw SourceErrors.NullTimestamp(schema, count);
        }

        if (count > 0)
        {
            observer.Warn(
                $"{count} row(s) of {schema.Table} have no {schema.Cursor.Name} and are not delivered: no range of time covers them. "
                + "-NullCursor Include delivers them with every run; Ignore silences this.");
        }
    }
}
