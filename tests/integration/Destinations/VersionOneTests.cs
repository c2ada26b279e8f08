using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Destinations;

/// <summary>
/// State files and destinations that version 0.1.0 wrote after 60 of 203 rows. The files in Data/0.1.0 were written by that version.
/// </summary>
[Collection(SharedSource.Name)]
[Trait("Source", "none")]
public sealed class VersionOneTests(SourceFixture source, TargetFixture targets) : DestinationTest(source, targets)
{
    private const long Left = 143;

    private const string Table = """
        CREATE TABLE redshiftsync_checkpoint (
            destination_table text PRIMARY KEY, server text NOT NULL, database text NOT NULL, source_table text NOT NULL,
            columns text NOT NULL, time_zone text, start_at timestamptz NOT NULL, updated_at timestamptz NOT NULL, key bigint,
            run_id uuid NOT NULL);
        INSERT INTO redshiftsync_checkpoint VALUES ('customers', '127.0.0.1', 'dev', 'testers.customers',
            '["customer_id","first_name","last_name","email","updated_at"]', NULL, '2024-01-01 00:00:00+00',
            '2024-07-23 02:09:36.000024+00', 1024, 'd2eaa53e-5a96-479f-b7d8-f256809368cc')
        """;

    [Theory]
    [InlineData("destination", "warehouse")]
    [InlineData("full", "full")]
    public void A_state_and_its_SQLite_file_go_on_without_reading_rows_again(string state, string file)
    {
        CreateSource();
        var target = new SqliteTarget(Take($"{file}.db", "w.db"));
        Take($"{state}.state.json", "s.json");

        var result = Sync(target).ThrowIfFailed();

        Assert.Equal(Left, ((dynamic)result.Only<object>()).RowsDelivered);
        Assert.Contains(result.Warnings, w => $"{w}".Contains("version 0.1", StringComparison.Ordinal));
        AssertComplete(target);
    }

    [Fact]
    public void A_destination_goes_on_with_a_new_state_file()
    {
        CreateSource();
        var target = new SqliteTarget(Take("warehouse.db", "w.db"));

        Assert.Equal(203L, Delivered(target).RowsDelivered);
        AssertComplete(target);
    }

    [Fact]
    public void A_state_of_a_script_block_goes_on_with_a_warning()
    {
        CreateSource();
        Take("batches.state.json", "s.json");

        var result = Host.Run("Sync-RedshiftCustomers $state -ForEachBatch { }", ("state", State)).ThrowIfFailed();

        Assert.Equal(Left, ((dynamic)result.Only<object>()).RowsDelivered);
        Assert.Single(result.Warnings);
        Assert.Empty(Host.Run("$null = Sync-RedshiftCustomers $state", ("state", State)).ThrowIfFailed().Warnings);
    }

    [Fact]
    public void A_staged_checkpoint_can_be_confirmed()
    {
        CreateSource();
        Take("staged.state.json", "s.json");

        Host.Run("Confirm-RedshiftSyncState $state", ("state", State)).ThrowIfFailed();

        Assert.Equal(Left - 30, Host.Run("Sync-RedshiftCustomers $state", ("state", State)).ThrowIfFailed().Output.Count);
    }

    [Fact]
    public void A_seeded_state_keeps_its_position()
    {
        Take("seeded.state.json", "s.json");

        Assert.Equal("2024-05-01T12:30:00.123456Z / 7", Watermark());
    }

    [Fact]
    public void A_comparison_reads_the_checkpoint_and_does_not_change_it()
    {
        CreateSource();
        var target = new SqliteTarget(Take("warehouse.db", "w.db"));
        var before = File.ReadAllBytes(target.Address);

        Assert.Empty(Run(target, "Test-RedshiftSync @to").ThrowIfFailed().Output);

        Assert.Equal(before, File.ReadAllBytes(target.Address));
    }

    [Fact]
    public void A_PostgreSQL_destination_is_upgraded_by_its_owner()
    {
        var target = CreatePostgres();

        Assert.Equal(Left, Delivered(target).RowsDelivered);

        Assert.Equal(["checkpoint", "destination_table"], Columns(target));
        AssertComplete(target);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_view_of_the_checkpoints_does_not_stop_a_sync(string kind)
    {
        var target = CreateTarget(kind);
        target.Execute("CREATE VIEW monitor AS SELECT destination_table, updated_at FROM redshiftsync_checkpoint");

        Assert.Equal(Left, Delivered(target).RowsDelivered);

        Assert.Equal(Warehouse.SourceRows(Source.Server), target.Rows());
        Assert.Equal(0L, Delivered(target).RowsDelivered);
    }

    [Fact]
    public void A_backup_that_reads_the_checkpoints_delays_the_upgrade_and_not_the_sync()
    {
        var target = CreatePostgres();
        using (var backup = target.Open())
        {
            using var reading = backup.LongCommand("BEGIN; SELECT count(*) FROM redshiftsync_checkpoint");
            reading.ExecuteScalar();
            Assert.Equal(Left, Delivered(target).RowsDelivered);
            Assert.Contains("run_id", Columns(target));
        }

        Assert.Equal(0L, Delivered(target).RowsDelivered);
        Assert.DoesNotContain("run_id", Columns(target));
        AssertComplete(target);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_destination_goes_on_and_loses_what_was_deleted_at_the_source(string kind)
    {
        var target = CreateTarget(kind);
        Source.Server.Execute(
            $"DELETE FROM {SampleCustomers.Table} WHERE customer_id = (SELECT customer_id FROM {SampleCustomers.Table} "
                + "WHERE updated_at >= '2024-01-01' ORDER BY updated_at LIMIT 1)");
        target.Execute("INSERT INTO customers (customer_id, updated_at) VALUES (-5, '2024-01-02T00:00:00.000000Z')");

        var result = Delivered(target, "-RemoveDeleted Delete -MaxDeletePercent 50");

        Assert.Equal((Left, 2L), ((long)result.RowsDelivered, (long)result.RowsDeleted));
        AssertComplete(target);
    }

    // The preset of customers and any table are read in different ways, so positions of one are none of the other.
    [Theory, MemberData(nameof(Kinds))]
    public void Any_table_takes_over_a_destination_of_customers_by_Force(string kind)
    {
        var target = CreateTarget(kind);
        const string How = "@to -KeyColumn customer_id -Column *_name, email";
        const string Sync = $"Sync-RedshiftTable testers.customers $other {How}";
        (string, object?)[] other = [("other", Folder["t.json"])];
        AssertFailed(ErrorId.StateSourceMismatch, Run(target, Sync, ("other", State)));
        AssertFailed(ErrorId.StateDestinationMismatch, Run(target, Sync, other));

        Run(target, $"{Sync} -Force", other).ThrowIfFailed();

        Assert.Equal(Source.Server.Scalar($"SELECT count(*) FROM {SampleCustomers.Table}"), (long)target.Rows().Count);
        Assert.Empty(Run(target, $"Test-RedshiftSync testers.customers {How}").ThrowIfFailed().Output);
        Assert.Equal(0L, ((dynamic)Run(target, Sync, other).ThrowIfFailed().Output[^1].BaseObject).RowsDelivered);
    }

    // An administrator has granted access to rows only.
    [Fact]
    public void A_PostgreSQL_destination_that_the_user_does_not_own_goes_on_as_it_is()
    {
        var target = CreatePostgres();
        Targets.Server.Execute("DROP ROLE IF EXISTS loader; CREATE ROLE loader LOGIN PASSWORD 'l'");
        target.Execute("GRANT SELECT, INSERT, UPDATE ON customers, redshiftsync_checkpoint TO loader");
        (string, object?)[] loader = [("loader", TargetFixture.CredentialOf("loader", "l"))];
        const string Script = "Sync-RedshiftCustomers $state -Destination $destination -DestinationCredential $loader";

        Assert.Equal(Left, ((dynamic)Run(target, Script, loader).ThrowIfFailed().Only<object>()).RowsDelivered);

        Assert.Contains("run_id", Columns(target));
        Assert.Equal(0L, ((dynamic)Run(target, Script, loader).ThrowIfFailed().Only<object>()).RowsDelivered);
        Assert.Equal(Warehouse.SourceRows(Source.Server), target.Rows());
        Assert.Equal(0L, Delivered(target).RowsDelivered);
        AssertComplete(target);
    }

    private void CreateSource() => SampleCustomers.Create(Source.Server, generated: 200);

    private Target CreateTarget(string kind)
    {
        if (kind == "postgresql")
        {
            return CreatePostgres();
        }

        CreateSource();
        Take("destination.state.json", "s.json");
        return new SqliteTarget(Take("warehouse.db", "w.db"));
    }

    // With the types of that version.
    private PostgresTarget CreatePostgres()
    {
        CreateSource();
        var target = Targets.CreatePostgres();
        Delivered(target, "-MaxRow 60");
        target.Execute("ALTER TABLE customers ALTER COLUMN customer_id TYPE bigint; DROP TABLE redshiftsync_checkpoint");
        target.Execute(Table);
        Take("destination.state.json", "s.json");
        return target;
    }

    private static List<string?> Columns(PostgresTarget target) =>
        target.Query("SELECT column_name::text FROM information_schema.columns WHERE table_name = 'redshiftsync_checkpoint' ORDER BY 1");

    private string Take(string file, string name)
    {
        File.Copy(Path.Combine(Repository.Root, "tests", "integration", "Data", "0.1.0", file), Folder[name], overwrite: true);
        return Folder[name];
    }

    private void AssertComplete(Target target)
    {
        Assert.Equal(Warehouse.SourceRows(Source.Server), target.Rows());
        Assert.Equal([$"customers {Watermark()}"], target.Checkpoints());
        Assert.Empty(Run(target, "Test-RedshiftSync @to").ThrowIfFailed().Output);
    }
}
