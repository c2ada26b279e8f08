using System.Collections;
using Npgsql;
using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.SchemaChange;

/// <summary>Two runs follow the same change of their source at the same time.</summary>
[Collection(SharedSource.Name)]
public sealed class TwoRunsTests(SourceFixture source, TargetFixture targets) : DestinationTest(source, targets)
{
    private const string Table = "testers.two_runs";
    private const string Other = "other run";

    [Theory, MemberData(nameof(Kinds))]
    public void A_column_that_came_back_is_emptied_once(string kind)
    {
        var target = Create(kind);
        Source.Server.Execute($"""
            CREATE SCHEMA IF NOT EXISTS testers;
            GRANT USAGE ON SCHEMA testers TO {PostgresServer.User};
            CREATE TABLE {Table}_rows AS SELECT id, 10 * id AS v, timestamptz '2024-05-01Z' AS changed_on FROM generate_series(1, 2) id;
            CREATE FUNCTION {Table}_wait() RETURNS text LANGUAGE plpgsql AS $$
                BEGIN
                    IF current_setting('application_name') NOT LIKE '%{Other}%' AND current_query() LIKE '%ORDER BY%' THEN PERFORM pg_advisory_xact_lock_shared(4711); END IF;
                    RETURN NULL;
                END $$;
            """);
        Select("id, v");
        Run(target, $"Sync-RedshiftTable {Table} $state @to -KeyColumn id -CursorColumn changed_on").ThrowIfFailed();
        Select("id");
        Change();
        Run(target, $"Sync-RedshiftTable {Table} $state @to").ThrowIfFailed();
        Select("id, v");
        Change();
        File.Copy(State, Folder["other.json"]);

        // The first run waits for its first row while the other fills the whole column.
        using var blocker = new NpgsqlConnection(Source.Server.SuperUserConnectionString);
        blocker.Open();
        using var block = new NpgsqlCommand("SELECT pg_advisory_lock(4711)", blocker);
        block.ExecuteNonQuery();
        using var first = Begin(target, $"Sync-RedshiftTable {Table} $state @to");
        while (CustomerTable.Texts(Source.Server, "SELECT '1' FROM pg_locks WHERE locktype = 'advisory' AND NOT granted").Count == 0)
        {
            Thread.Sleep(50);
        }

        using (var host = Source.Connect(Other))
        {
            var to = new Hashtable(target.Arguments) { ["Destination"] = target.Address };
            host.Run($"Sync-RedshiftTable {Table} $state @to -Full", ("state", Folder["other.json"]), ("to", to)).ThrowIfFailed();
        }

        blocker.Close();
        first.Wait().ThrowIfFailed();

        Assert.Equal(["1:10", "2:20"], target.Query("SELECT id || ':' || coalesce(CAST(v AS text), 'NULL') FROM two_runs ORDER BY id")!);
    }

    protected override void Dispose(bool disposing)
    {
        Source.Server.Execute(
            $"DROP VIEW IF EXISTS {Table}; DROP TABLE IF EXISTS {Table}_rows; DROP FUNCTION IF EXISTS {Table}_wait");
        base.Dispose(disposing);
    }

    private void Select(string columns) => Source.Server.Execute($"""
        DROP VIEW IF EXISTS {Table};
        CREATE VIEW {Table} AS SELECT {columns}, changed_on, {Table}_wait() AS waited FROM {Table}_rows;
        GRANT SELECT ON {Table} TO {PostgresServer.User};
        """);

    private void Change() => Source.Server.Execute($"UPDATE {Table}_rows SET changed_on = changed_on + interval '1 day' WHERE id = 1");
}
