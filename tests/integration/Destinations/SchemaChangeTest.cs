using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Destinations;

/// <summary>Base class for tests of a table whose columns change between two runs into a destination.</summary>
public abstract class SchemaChangeTest : DestinationTest
{
    private protected const string Table = "testers.evolving";

    private const string First = ", timestamptz '2024-05-01Z'";

    private int _day = 1;

    private protected SchemaChangeTest(SourceFixture source, TargetFixture targets)
        : base(source, targets)
    {
    }

    protected override void Dispose(bool disposing)
    {
        Source.Server.Execute($"DROP TABLE IF EXISTS {Table} CASCADE");
        base.Dispose(disposing);
    }

    private protected static string Changes(dynamic result) =>
        string.Join("; ", ((IEnumerable<object>)result.SchemaChanges).Select(c => $"{c}"));

    private protected static List<string?> Columns(Target target) => target.Query(
        target is SqliteTarget
            ? "SELECT name FROM pragma_table_info('evolving')"
            : "SELECT attname::text FROM pg_attribute WHERE attrelid = 'evolving'::regclass AND attnum > 0");

    private protected static List<string?> Rows(Target target, params string[] columns)
    {
        var values = columns.Select(c => $"coalesce(CAST({c} AS text), '<NULL>')");
        return target.Query($"SELECT id || ':' || {string.Join(" || ':' || ", values)} FROM evolving ORDER BY id");
    }

    private protected Target CreateSynced(string kind, string columns, string rows)
    {
        CreateTable(columns, rows);
        var target = Create(kind);
        Sync(target);
        return target;
    }

    private protected dynamic Sync(Target target, string parameters = "") =>
        SyncResultOf(target, parameters).ThrowIfFailed().Output[^1].BaseObject;

    private protected ScriptResult SyncResultOf(Target target, string parameters = "") =>
        Run(target, $"Sync-RedshiftTable {Table} $state @to {parameters}");

    private protected IEnumerable<string> Compare(Target target) =>
        Run(target, $"Test-RedshiftSync {Table} @to").ThrowIfFailed().Output.Select(o => (dynamic)o.BaseObject)
            .Select(d => (string)$"{d.Key} {d.Kind}").Order(StringComparer.Ordinal);

    private protected void Alter(string change) => Source.Server.Execute($"ALTER TABLE {Table} {change}");

    private protected void Insert(string columns, string values) =>
        Source.Server.Execute($"INSERT INTO {Table} ({columns}, changed_on) VALUES ({values}, {Now()})");

    private protected void Change(int id, string change = "") => Source.Server.Execute(
        $"UPDATE {Table} SET changed_on = {Now()}{(change.Length > 0 ? $", {change}" : "")} WHERE id = {id}");

    private protected void CreateTable(string columns, string rows) => Source.Server.Execute($"""
        CREATE SCHEMA IF NOT EXISTS testers;
        GRANT USAGE ON SCHEMA testers TO {PostgresServer.User};
        DROP TABLE IF EXISTS {Table} CASCADE;
        CREATE TABLE {Table} ({columns}, changed_on timestamptz);
        GRANT SELECT ON {Table} TO {PostgresServer.User};
        INSERT INTO {Table} VALUES {rows.Replace("),", $"{First}),", StringComparison.Ordinal)[..^1]}{First})
        """);

    private string Now() => $"timestamptz '2024-05-01Z' + interval '{_day++} days'";
}
