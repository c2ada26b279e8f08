using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Destinations;

/// <summary>Test-RedshiftSource -Destination tells what a sync would change, and changes nothing.</summary>
[Collection(SharedSource.Name)]
public sealed class SchemaForecastTests(SourceFixture source, TargetFixture targets) : DestinationTest(source, targets)
{
    private const string Table = "testers.forecast";

    [Theory, MemberData(nameof(Kinds))]
    public void The_changes_of_the_next_sync_are_told(string kind)
    {
        Source.Server.Execute($"""
            CREATE SCHEMA IF NOT EXISTS testers;
            GRANT USAGE ON SCHEMA testers TO {PostgresServer.User};
            CREATE TABLE {Table} (id integer PRIMARY KEY, v integer, note text, updated_at timestamptz);
            INSERT INTO {Table} VALUES (1, 1, 'a', '2024-05-01Z');
            GRANT SELECT ON {Table} TO {PostgresServer.User}
            """);
        var target = Create(kind);
        Assert.Equal(["Passed "], Find(target));
        Run(target, $"Sync-RedshiftTable {Table} $state @to").ThrowIfFailed();
        Assert.Equal(["Passed "], Find(target));

        Source.Server.Execute($"ALTER TABLE {Table} ADD COLUMN price numeric(5,2), DROP COLUMN note, ALTER COLUMN v TYPE bigint");
        string[] changes =
        [
            "Warning widened column v from integer to bigint",
            "Warning added column price, numeric(5,2)",
            "Warning removed column note, text: NULL in rows written from now on",
        ];
        Assert.Equal(changes, Find(target));
        Assert.Equal(changes, Find(target));

        Source.Server.Execute($"ALTER TABLE {Table} ALTER COLUMN v TYPE smallint");
        Assert.Equal(["Failed SchemaChanged"], Find(target));
        AssertFailed(ErrorId.ParameterInvalid, Run(target, $"Test-RedshiftSource {Table} -DestinationTable forecast"));
    }

    protected override void Dispose(bool disposing)
    {
        Source.Server.Execute($"DROP TABLE IF EXISTS {Table}");
        base.Dispose(disposing);
    }

    private IEnumerable<string> Find(Target target) =>
        Run(target, $"Test-RedshiftSource {Table} -Quick @to | Where-Object Check -eq SchemaChange").ThrowIfFailed().Output
            .Select(o => (dynamic)o.BaseObject).Select(f => (string)$"{f.Status} {f.ErrorId ?? f.Value}");
}
