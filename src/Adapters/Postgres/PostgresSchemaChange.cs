using Npgsql;

namespace RedshiftSync.Adapters.Postgres;

/// <summary>Alters a table of PostgreSQL so that it follows the columns of its source.</summary>
/// <param name="destination">The destination's display name.</param>
/// <param name="session">The session.</param>
/// <param name="schema">The table and the changes of its source.</param>
internal sealed class PostgresSchemaChange(string destination, PostgresSession session, PostgresSchema schema)
{
    private readonly SchemaEvolution _evolution = schema.Evolution;
    private readonly List<(SchemaChange Change, string Statement)> _alterations = [];

    /// <summary>Checks before the first row that the table can follow, and finds the statements for it.</summary>
    /// <param name="request">What the user wants.</param>
    /// <param name="cancellation">Cancels the operation.</param>
    /// <exception cref="SyncException">SchemaChanged.</exception>
    public void Plan(DestinationRequest request, CancellationToken cancellation)
    {
        var mode = request.SchemaChange;
        if (mode == SchemaChangeMode.Fail && _evolution.Changes.Count > 0)
        {
            throw SchemaChangeErrors.NotAllowed(destination, $"{schema.Table}", _evolution.Changes);
        }

        if (!_evolution.HasDifferences)
        {
            return;
        }

        var columns = PostgresColumn.Of(session, schema.Table, cancellation);
        foreach (var (column, before) in _evolution.Retyped)
        {
            var change = SchemaEvolution.ChangeOf(column, before);
            if (columns.Find(c => c.Name == column.Name) is { } altered && IsAltered(column, before, altered))
            {
                continue;
            }

            if (mode != SchemaChangeMode.Ignore)
            {
                throw SchemaChangeErrors.NotWider(destination, $"{schema.Table}", change, column.IsPlain);
            }

            if (columns.Find(c => c.Name == column.Name) is { } existing && FindMisfit(column, before, existing) is { } problem)
            {
                throw SchemaChangeErrors.DoesNotFit(destination, $"{schema.Table}", change, problem);
            }
        }

        foreach (var name in _evolution.Removed)
        {
            if (columns.Any(c => c.Name == name && c.IsNotNull))
            {
                throw Blocked(
                    new(SchemaChangeKind.Removed, name, _evolution.TypeBefore(name), null),
                    $"column {name} of the destination is NOT NULL");
            }
        }

        if (!request.IsComparison)
        {
            foreach (var column in _evolution.Existing)
            {
                CheckIsEmpty(column, cancellation);
            }

            FindAlterations(columns, cancellation);
            CheckOwner(cancellation);
        }
    }

    /// <summary>Alters the table, in the open transaction.</summary>
    /// <exception cref="SyncException">SchemaChanged: something depends on a column.</exception>
    /// <param name="recorded">Reads the columns that the checkpoint records.</param>
    /// <param name="cancellation">Cancels the operation.</param>
    public void Apply(Func<IReadOnlyList<RecordedColumn>?> recorded, CancellationToken cancellation)
    {
        var returned = _evolution.Returned;
        if (returned.Length > 0)
        {
            // Another run may have written values into the column since this one began.
            session.Execute($"LOCK TABLE {schema.Table.Quoted} IN SHARE ROW EXCLUSIVE MODE", cancellation);
            var now = recorded();
            returned = returned.RemoveAll(column => SchemaEvolution.IsFollowed(column, now));
        }

        var table = schema.Table.Quoted;
        var emptied = returned.Select(
            c => (SchemaEvolution.AdditionOf(c), $"UPDATE {table} SET {c.Quoted} = NULL WHERE {c.Quoted} IS NOT NULL"));
        foreach (var (change, statement) in emptied.Concat(_alterations))
        {
            try
            {
                session.Execute(statement, cancellation);
            }
            catch (PostgresException e) when (IsRefusal(e.SqlState))
            {
                throw Blocked(change, e.MessageText, e);
            }
        }
    }

    // Features, dependent objects, privileges, values: all but failures that may pass and those of the connection.
    private static bool IsRefusal(string sqlState) => sqlState[..2] is "0A" or "22" or "23" or "2B" or "42";

    // Somebody has given the column the type of the source.
    private static bool IsAltered(Column column, RecordedColumn before, PostgresColumn existing)
    {
        var now = PostgresTypeMap.Of(column).FormattedDeclaration;
        return existing.Declaration == now && now != PostgresTypeMap.Of(column with { Type = before.ColumnType }).FormattedDeclaration;
    }

    private static string? FindMisfit(Column column, RecordedColumn before, PostgresColumn existing) =>
        existing.FindMisfit(column) ?? (existing.IsNarrowerThan(column) ? $"its column {existing.Name} is of type {existing.Type}"
            : before.ColumnType.Kind != column.Type!.Kind ? "the values are stored in another form"
            : null);

    private void FindAlterations(List<PostgresColumn> columns, CancellationToken cancellation)
    {
        var table = schema.Table.Quoted;
        foreach (var column in _evolution.Added)
        {
            Add(
                SchemaEvolution.AdditionOf(column),
                $"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS {column.Quoted} {PostgresTypeMap.Of(column).Declaration}");
        }

        foreach (var (column, before) in _evolution.Widened)
        {
            var change = SchemaEvolution.ChangeOf(column, before);
            if (columns.Find(c => c.Name == column.Name) is not { } existing
                || (FindMisfit(column, before, existing) is null && !existing.IsShorterThan(column)))
            {
                continue;
            }

            if (FindDependents(existing, cancellation) is [_, ..] dependents)
            {
                throw Blocked(change, $"{string.Join(", ", dependents)} depends on the column");
            }

            Add(change, $"ALTER TABLE {table} ALTER COLUMN {column.Quoted} TYPE {PostgresTypeMap.Of(column).Declaration}");
        }

        void Add(SchemaChange change, string statement) => _alterations.Add((change, statement));
    }

    // Values of somebody else's would be taken for the source's.
    private void CheckIsEmpty(Column column, CancellationToken cancellation)
    {
        var find = $"SELECT 1 FROM {schema.Table.Quoted} WHERE {column.Quoted} IS NOT NULL LIMIT 1";
        if (session.Rows(find, _ => true, cancellation).Count > 0)
        {
            throw Blocked(SchemaEvolution.AdditionOf(column), $"it has a column {column.Name} already, with values of its own");
        }
    }

    // Only the owner may alter a table.
    private void CheckOwner(CancellationToken cancellation)
    {
        if (_alterations.FirstOrDefault().Change is { } change
            && session.Rows(
                "SELECT pg_has_role(t.relowner, 'USAGE'), pg_get_userbyid(t.relowner) FROM pg_class t "
                    + $"WHERE t.oid = {PostgresCatalog.FindOid}",
                r => (IsOwner: r.GetBoolean(0), Owner: r.GetString(1)),
                cancellation,
                PostgresCatalog.Arguments(schema.Table)) is [{ IsOwner: false, Owner: var owner }])
        {
            throw Blocked(change, $"the table belongs to {owner}, and only its owner may alter it");
        }
    }

    // The views and rules that use a column, whose type cannot be altered.
    private List<string> FindDependents(PostgresColumn column, CancellationToken cancellation) => session.Rows(
        $"""
        SELECT DISTINCT r.ev_class::regclass::text
        FROM pg_depend d JOIN pg_rewrite r ON d.classid = 'pg_rewrite'::regclass AND r.oid = d.objid
        WHERE d.refclassid = 'pg_class'::regclass AND d.refobjid = {PostgresCatalog.FindOid} AND d.refobjsubid = $3
        ORDER BY 1
        """,
        r => $"view {r.GetString(0)}",
        cancellation,
        [.. PostgresCatalog.Arguments(schema.Table), column.Number]);

    private SyncException Blocked(SchemaChange change, string obstacle, Exception? cause = null) =>
        SchemaChangeErrors.Blocked(destination, $"{schema.Table}", change, obstacle, cause);
}
