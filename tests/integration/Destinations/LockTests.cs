using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Destinations;

/// <summary>A file or a table of a destination that somebody else has locked.</summary>
[Collection(SharedSource.Name)]
[Trait("Source", "none")]
public sealed class LockTests(SourceFixture source, TargetFixture targets) : RecoveryTest(source, targets)
{
    // A reader blocks the commit, a writer the first statement.
    [Fact]
    public void A_file_that_stays_locked_is_unavailable_and_the_next_run_completes()
    {
        var target = CreateSynced("sqlite", out var before);
        var other = new SqliteTarget(Folder["other.db"]);
        File.Copy(target.Address, other.Address);
        File.Copy(State, Folder["other.json"]);
        using (SyncProcess.Lock(target.Address, "read"))
        using (SyncProcess.Lock(other.Address, "write"))
        {
            using var host = Source.Connect(nameof(LockTests));
            using var running = host.BeginRun(
                "Sync-RedshiftCustomers $state -Destination $destination",
                ("state", Folder["other.json"]),
                ("destination", other.Address));

            AssertFailed(ErrorId.DestinationUnavailable, Sync(target));
            AssertFailed(ErrorId.DestinationUnavailable, running.Wait());
            Assert.Equal(before, Watermark());
        }

        AssertCompletes(target);
    }

    [Theory]
    [InlineData("read")]
    [InlineData("write")]
    public void A_temporarily_locked_file_is_waited_for(string kind)
    {
        var target = CreateSynced("sqlite", out _);
        using var holder = SyncProcess.Lock(target.Address, kind);
        using var running = Begin(target, "Sync-RedshiftCustomers $state @to; Test-RedshiftSync @to");
        Thread.Sleep(1000);
        holder.Release();

        running.Wait().ThrowIfFailed();

        AssertComplete(target);
    }

    // As with Ctrl+C: waiting for a lock can be stopped.
    [Theory]
    [InlineData("sqlite", "Sync-RedshiftCustomers $state @to")]
    [InlineData("sqlite", "Test-RedshiftSync @to")]
    [InlineData("postgresql", "Sync-RedshiftCustomers $state @to")]
    [InlineData("postgresql", "Test-RedshiftSync @to")]
    public void Waiting_for_a_lock_can_be_stopped(string kind, string script)
    {
        var target = CreateSynced(kind, out var before);
        using (Lock(target))
        {
            using var running = Begin(target, script);
            Thread.Sleep(1000);
            Assert.True(!running.IsCompleted);
            running.Stop();

            Assert.True(running.Wait().Stopped);
            Assert.Equal(before, Watermark());
        }

        AssertCompletes(target);
    }

    [Fact]
    public void A_table_that_stays_locked_is_unavailable_and_the_next_run_completes()
    {
        var target = CreateSynced("postgresql", out var before);
        SetLockTimeout(target);
        using (Lock(target))
        {
            AssertFailed(ErrorId.DestinationUnavailable, Sync(target, "-MaxRetry 1 -WarningAction SilentlyContinue"));
            Assert.Equal(before, Watermark());
        }

        AssertCompletes(target);
    }

    // The first attempt times out on the lock, a later one gets it.
    [Fact]
    public void A_temporarily_locked_table_is_retried()
    {
        var target = CreateSynced("postgresql", out _);
        SetLockTimeout(target);
        RunningScript running;

        // The server is shared: another test's lock timeout may be in its log.
        var logged = Targets.Server.Log.Length;
        using (Lock(target))
        {
            running = Begin(target, "Sync-RedshiftCustomers $state @to -WarningAction SilentlyContinue");
            while (!Targets.Server.Log[logged..].Contains("due to lock timeout", StringComparison.Ordinal))
            {
                Thread.Sleep(20);
            }
        }

        using (running)
        {
            Assert.True(((dynamic)running.Wait().Only<object>()).Retries > 0);
        }

        AssertComplete(target);
    }

    private void SetLockTimeout(Target target) =>
        Targets.Server.Execute($"ALTER DATABASE {((PostgresTarget)target).Database} SET lock_timeout TO '300ms'");

    private static IDisposable Lock(Target target)
    {
        if (target is not PostgresTarget postgres)
        {
            return SyncProcess.Lock(target.Address, "write");
        }

        var connection = postgres.Open();
        connection.BeginTransaction();
        using var command = connection.CreateCommand();
        command.CommandText = "LOCK TABLE customers IN ACCESS EXCLUSIVE MODE";
        command.ExecuteNonQuery();
        return connection;
    }
}
