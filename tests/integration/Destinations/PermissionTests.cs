using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Destinations;

/// <summary>What a user has to be allowed to do at a PostgreSQL destination.</summary>
[Collection(SharedSource.Name)]
[Trait("Source", "none")]
public sealed class PermissionTests(SourceFixture source, TargetFixture targets) : DestinationTest(source, targets)
{
    // An administrator created the tables and grants access to rows only.
    [Fact]
    public void If_both_tables_exist_no_CREATE_permission_is_needed()
    {
        SampleCustomers.Create(Source.Server);
        var target = Targets.CreatePostgres();
        Delivered(target, "-MaxRow 1");
        target.Execute("""
            CREATE ROLE writer LOGIN PASSWORD 'w'; ALTER SCHEMA public OWNER TO postgres;
            REVOKE ALL ON SCHEMA public FROM PUBLIC; GRANT USAGE ON SCHEMA public TO writer, tester;
            GRANT SELECT, INSERT, UPDATE ON customers, redshiftsync_checkpoint TO writer
            """, asSuperUser: true);

        var result = Run(
            target,
            "Sync-RedshiftCustomers $state -Destination $destination -DestinationCredential $writer",
            ("writer", TargetFixture.CredentialOf("writer", "w")));

        Assert.Equal(2L, ((dynamic)result.Only<object>()).RowsDelivered);
        Assert.Equal(3, target.Rows().Count);
    }

    [Fact]
    public void A_missing_permission_is_DestinationUnavailable()
    {
        SampleCustomers.Create(Source.Server);
        var target = Targets.CreatePostgres();
        Delivered(target);
        Targets.Server.Execute("DROP ROLE IF EXISTS reader; CREATE ROLE reader LOGIN PASSWORD 'r'");
        target.Execute("GRANT SELECT ON customers, redshiftsync_checkpoint TO reader");
        var reader = ("reader", (object?)TargetFixture.CredentialOf("reader", "r"));

        AssertFailed(
            ErrorId.DestinationUnavailable,
            Run(target, "Sync-RedshiftCustomers $state -Destination $destination -DestinationCredential $reader -Full", reader));

        // Comparing needs no other permission.
        Assert.Empty(Run(target, "Test-RedshiftSync $destination -DestinationCredential $reader", reader).ThrowIfFailed().Output);
    }

    // An administrator forbids new tables, or restricts the checkpoint table: no row is refused.
    [Fact]
    public void A_refusal_other_than_of_a_row_is_DestinationUnavailable()
    {
        SampleCustomers.Create(Source.Server);
        var target = Targets.CreatePostgres();
        target.Execute("""
            CREATE FUNCTION refuse_tables() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no tables here'; END $$;
            CREATE EVENT TRIGGER refuse_tables ON ddl_command_start WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION refuse_tables()
            """, asSuperUser: true);
        AssertFailed(ErrorId.DestinationUnavailable, Sync(target));
        target.Execute("DROP EVENT TRIGGER refuse_tables", asSuperUser: true);
        Delivered(target, "-MaxRow 1");

        target.Execute("ALTER TABLE redshiftsync_checkpoint ADD CHECK (checkpoint::json #>> '{watermark,cursor_value}' >= '2024-01-02')");
        AssertFailed(ErrorId.DestinationUnavailable, Sync(target, "-Full"));
        Assert.Single(target.Rows());
    }

    [Fact]
    public void Missing_permissions_and_policies_have_their_own_advice()
    {
        SampleCustomers.Create(Source.Server);
        var target = Targets.CreatePostgres();
        Delivered(target, "-MaxRow 1");
        target.Execute("""
            ALTER TABLE customers ENABLE ROW LEVEL SECURITY; ALTER TABLE customers FORCE ROW LEVEL SECURITY;
            CREATE POLICY own ON customers USING (true) WITH CHECK (customer_id = 1)
            """);
        Assert.Contains("BYPASSRLS", Advice(), StringComparison.Ordinal);

        target.Execute(
            "DROP POLICY own ON customers; ALTER TABLE customers DISABLE ROW LEVEL SECURITY; REVOKE INSERT ON customers FROM CURRENT_USER");
        Assert.Contains("INSERT", Advice(), StringComparison.Ordinal);

        string Advice()
        {
            var result = Sync(target, "-SkipUnreadable");
            AssertFailed(ErrorId.DestinationUnavailable, result);
            return Assert.IsType<SyncException>(result.Failure!.Exception).Advice;
        }
    }
}
