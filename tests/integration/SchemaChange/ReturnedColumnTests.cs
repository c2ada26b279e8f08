using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.SchemaHistories;

/// <summary>A column that the source drops and later has again, in another type.</summary>
[Collection(SharedSource.Name)]
public sealed class ReturnedColumnTests(SourceFixture source, TargetFixture targets) : DestinationTest(source, targets)
{
    [Theory]
    [InlineData("sqlite", "numeric(10,4)", "varchar(20)")]
    [InlineData("postgresql", "bigint", "varchar(20)")]
    [InlineData("postgresql", "real", "numeric(15,2)")]
    public void A_column_that_comes_back_in_another_type_is_a_schema_change(string kind, string before, string after)
    {
        Source.Server.Execute($"""
            CREATE SCHEMA IF NOT EXISTS testers; GRANT USAGE ON SCHEMA testers TO {PostgresServer.User};
            DROP TABLE IF EXISTS testers.returned;
            CREATE TABLE testers.returned (id integer PRIMARY KEY, updated_at timestamp, c {before});
            GRANT SELECT ON testers.returned TO {PostgresServer.User};
            INSERT INTO testers.returned VALUES (1, '2024-05-01', 7)
            """);
        var target = Create(kind);
        Run(target, "Sync-RedshiftTable testers.returned $state @to").ThrowIfFailed();
        Source.Server.Execute("ALTER TABLE testers.returned DROP COLUMN c; INSERT INTO testers.returned VALUES (2, '2024-05-02')");
        Run(target, "Sync-RedshiftTable testers.returned $state @to").ThrowIfFailed();
        Source.Server.Execute(
            $"ALTER TABLE testers.returned ADD COLUMN c {after}; INSERT INTO testers.returned VALUES (3, '2024-05-03', '1')");

        AssertFailed(ErrorId.SchemaChanged, Run(target, "Sync-RedshiftTable testers.returned $state @to"));
        Assert.Equal(["1", "2"], target.Query("SELECT CAST(id AS varchar(9)) FROM returned ORDER BY 1"));
    }

    protected override void Dispose(bool disposing)
    {
        Source.Server.Execute("DROP TABLE IF EXISTS testers.returned");
        base.Dispose(disposing);
    }
}
