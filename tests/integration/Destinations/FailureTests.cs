using System.Text.Json;
using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Destinations;

/// <summary>Failures at a destination: they are reported, nothing is lost, and the next run completes.</summary>
[Collection(SharedSource.Name)]
[Trait("Source", "none")]
public sealed class FailureTests(SourceFixture source, TargetFixture targets) : DestinationTest(source, targets)
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
            using var host = Source.Connect(nameof(FailureTests));
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

    // The query for the checkpoint is slow for each row of this table, which has many.
    [Fact]
    public async Task A_SQLite_statement_can_be_stopped()
    {
        var target = CreateSynced("sqlite", out var before);
        target.Execute("""
            DROP TABLE redshiftsync_checkpoint;
            CREATE TABLE redshiftsync_checkpoint (id INTEGER PRIMARY KEY, server, database, source_table, columns, time_zone, start_at,
                updated_at, key, run_id);
            INSERT INTO redshiftsync_checkpoint (id) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
                SELECT i FROM n;
            ALTER TABLE redshiftsync_checkpoint ADD COLUMN destination_table AS (replace(hex(zeroblob(2000000 + id)), '0', 'ab'))
            """);
        using var running = Begin(target, "Sync-RedshiftCustomers $state @to");
        Thread.Sleep(1000);
        Assert.False(running.IsCompleted);

        await Task.Run(running.Stop).WaitAsync(TimeSpan.FromMinutes(1));

        Assert.True(running.Wait().Stopped);
        Assert.Equal(before, Watermark());
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

    [Fact]
    public void A_connection_that_is_cut_repeatedly_loses_nothing()
    {
        SampleCustomers.Create(Source.Server, generated: 30_000);
        var target = Targets.CreatePostgres();
        var random = new Random(30_000);
        using var running = Begin(target, "Sync-RedshiftCustomers $state @to -BatchSize 100 -WarningAction SilentlyContinue");
        var cuts = 0L;
        while (!running.IsCompleted && cuts < 10)
        {
            // The first cuts come early: a fast machine finishes within a second.
            Thread.Sleep(random.Next(cuts < 5 ? 60 : 400));
            cuts += Targets.Server.TerminateSessions(PostgresTarget.ApplicationName);
        }

        dynamic result = running.Wait().Only<object>();

        Assert.True(cuts > 3, $"{cuts} cuts");
        Assert.InRange((int)result.Retries, 1, (int)cuts);
        Assert.Equal(30_003L, result.RowsDelivered);
        AssertComplete(target);
        Assert.Equal([$"customers {Watermark()}"], target.Checkpoints());
    }

    [Fact]
    public void A_connection_that_cannot_be_reopened_keeps_the_last_batch()
    {
        SampleCustomers.Create(Source.Server, generated: 20_000);
        var target = Targets.CreatePostgres();
        using (var running = Begin(target, "Sync-RedshiftCustomers $state @to -BatchSize 100 -MaxRetry 1 -WarningAction SilentlyContinue"))
        {
            WaitForRows(target, 500);
            Targets.Server.Execute($"ALTER DATABASE {target.Database} WITH ALLOW_CONNECTIONS false");
            Targets.Server.TerminateSessions(PostgresTarget.ApplicationName);

            AssertFailed(ErrorId.DestinationUnavailable, running.Wait());
        }

        Targets.Server.Execute($"ALTER DATABASE {target.Database} WITH ALLOW_CONNECTIONS true");
        Assert.Equal([$"customers {Watermark()}"], target.Checkpoints());
        AssertCompletes(target);
    }

    [Fact]
    public void Kills_during_a_sync_into_PostgreSQL_lose_nothing()
    {
        SampleCustomers.CreateAtOneInstant(Source.Server, 4000, new DateTime(2024, 5, 6, 7, 8, 9, DateTimeKind.Utc));
        var target = Targets.CreatePostgres();
        for (var kill = 1; kill <= 3; kill++)
        {
            using var sync = SyncProcess.Into(Source, State, target, batchSize: 9);
            var moment = SampleCustomers.FirstGeneratedId + (kill * 400);
            while (Key() < moment)
            {
                Assert.False(sync.HasExited, sync.HasExited ? sync.Wait().Output : "");
            }

            sync.Kill();
        }

        AssertCompletes(target);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_read_only_file_is_unavailable_and_the_next_run_completes(bool folderToo)
    {
        var folder = Directory.CreateDirectory(Folder["data"]).FullName;
        var target = new SqliteTarget(Path.Combine(folder, "w.db"));
        Begin(target, out var before);
        SetWritable(target.Address, folder, isWritable: false, folderToo);
        try
        {
            using var process = SyncProcess.Into(Source, State, target, prefix: WithoutPrivilege);
            var (exitCode, output) = process.Wait();

            Assert.Contains($"failed {ErrorId.DestinationUnavailable},", output, StringComparison.Ordinal);
            Assert.Equal((1, before), (exitCode, Watermark()));
        }
        finally
        {
            SetWritable(target.Address, folder, isWritable: true, folderToo);
        }

        AssertCompletes(target);
    }

    [Fact]
    public void A_read_only_database_is_unavailable_and_the_next_run_completes()
    {
        var target = CreateSynced("postgresql", out var before);
        Targets.Server.Execute($"ALTER DATABASE {((PostgresTarget)target).Database} SET default_transaction_read_only TO on");

        AssertFailed(ErrorId.DestinationUnavailable, Sync(target));
        Assert.Equal(before, Watermark());

        // Reading is allowed.
        Assert.Empty(Run(target, "Test-RedshiftSync @to").ThrowIfFailed().Output);
        Targets.Server.Execute($"ALTER DATABASE {((PostgresTarget)target).Database} RESET default_transaction_read_only");
        AssertCompletes(target);
    }

    // A limit on the file size is a portable equivalent of a full disk.
    [Fact]
    public void A_file_that_cannot_grow_is_unavailable_and_the_next_run_completes()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        SampleCustomers.Create(Source.Server, generated: 20_000);
        var target = Create("sqlite");
        string[] limited = ["sh", "-c", "trap '' XFSZ; ulimit -f 1000; DOTNET_EnableWriteXorExecute=0 exec \"$@\"", "sh"];
        using (var process = SyncProcess.Into(Source, State, target, batchSize: 500, prefix: limited))
        {
            var (exitCode, output) = process.Wait();

            Assert.Contains($"failed {ErrorId.DestinationUnavailable},", output, StringComparison.Ordinal);
            Assert.Equal(1, exitCode);
        }

        Assert.Equal([$"customers {Watermark()}"], target.Checkpoints());
        Assert.InRange(target.Rows().Count, 500, 19_500);
        AssertCompletes(target);
    }

    [RootFact]
    public void A_full_disk_is_unavailable_and_the_next_run_completes()
    {
        SampleCustomers.Create(Source.Server, generated: 20_000);
        using var disk = SmallDisk.TryMount(Folder)!;
        var target = new SqliteTarget(Path.Combine(disk.Path, "w.db"));

        AssertFailed(ErrorId.DestinationUnavailable, Sync(target, "-BatchSize 500"));

        Assert.Equal([$"customers {Watermark()}"], target.Checkpoints());
        var elsewhere = new SqliteTarget(Folder["w.db"]);
        File.Copy(target.Address, elsewhere.Address);
        AssertCompletes(elsewhere);
    }

    // A client sees a full disk of PostgreSQL only as a SQLSTATE.
    [Fact]
    public void A_full_disk_of_the_server_is_unavailable_and_the_next_run_completes()
    {
        var target = CreateSynced("postgresql", out var before);
        target.Execute("""
            CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql
                AS $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$;
            CREATE TRIGGER full_disk BEFORE INSERT ON customers FOR EACH ROW WHEN (NEW.customer_id = 1500) EXECUTE FUNCTION full_disk()
            """);

        AssertFailed(ErrorId.DestinationUnavailable, Sync(target, "-BatchSize 100"));

        Assert.NotEqual(before, Watermark());
        Assert.Equal([$"customers {Watermark()}"], target.Checkpoints());
        target.Execute("DROP TRIGGER full_disk ON customers");
        AssertCompletes(target);
    }

    [Theory]
    [InlineData("no such folder/w.db", ErrorId.DestinationUnavailable)]
    [InlineData(".", ErrorId.ParameterInvalid)]
    [InlineData("text.db", ErrorId.ParameterInvalid)]
    public void A_file_that_is_not_a_database_is_refused_and_left_unchanged(string name, string errorId)
    {
        SampleCustomers.Create(Source.Server);
        File.WriteAllText(Folder["text.db"], new string('x', 5000));

        AssertFailed(errorId, Sync(new SqliteTarget(Folder[name])));

        Assert.Equal(["text.db"], Directory.GetFileSystemEntries(Folder.Path).Select(Path.GetFileName));
        Assert.Equal(5000, new FileInfo(Folder["text.db"]).Length);
    }

    [Fact]
    public void A_damaged_file_is_unavailable()
    {
        var target = CreateSynced("sqlite", out var before);
        using (var stream = File.OpenWrite(target.Address))
        {
            stream.Position = 4096;
            stream.Write(new byte[4096 * 3]);
        }

        AssertFailed(ErrorId.DestinationUnavailable, Sync(target));
        Assert.Equal(before, Watermark());
    }

    [Fact]
    public void The_state_file_is_refused_as_a_destination()
    {
        SampleCustomers.Create(Source.Server);
        AssertFailed(ErrorId.ParameterInvalid, Run(new SqliteTarget(State), "Sync-RedshiftCustomers $state @to"));
        Assert.Empty(Directory.GetFiles(Folder.Path));

        Host.Run("$null = Sync-RedshiftCustomers $state", ("state", State)).ThrowIfFailed();
        AssertFailed(ErrorId.ParameterInvalid, Run(new SqliteTarget(State), "Sync-RedshiftCustomers $state @to"));
        Assert.NotEmpty(Watermark());
    }

    [Fact]
    public void WarningAction_Stop_does_not_close_a_destination_during_a_write()
    {
        SampleCustomers.Create(Source.Server, generated: 20_000);
        var target = Targets.CreatePostgres();
        using (var running = Begin(target, "Sync-RedshiftCustomers $state @to -BatchSize 100 -WarningAction Stop"))
        {
            WaitForRows(target, 500);
            while (!running.IsCompleted)
            {
                Targets.Server.TerminateSessions(PostgresTarget.ApplicationName);
                Thread.Sleep(5);
            }

            Assert.StartsWith("ActionPreferenceStop", running.Wait().ErrorId, StringComparison.Ordinal);
        }

        Assert.Equal(0, Targets.Server.CountSessions(PostgresTarget.ApplicationName));
        AssertCompletes(target);
    }

    // Permissions do not restrict a privileged user.
    private static string[] WithoutPrivilege =>
        OperatingSystem.IsLinux() && System.Environment.IsPrivilegedProcess
            ? ["setpriv", "--inh-caps=-all", "--bounding-set=-dac_override,-dac_read_search"]
            : [];

    private Target CreateSynced(string kind, out string watermark)
    {
        var target = Create(kind);
        Begin(target, out watermark);
        return target;
    }

    private void Begin(Target target, out string watermark)
    {
        SampleCustomers.Create(Source.Server, generated: 2000);
        Delivered(target, "-MaxRow 100");
        watermark = Watermark();
    }

    private void AssertCompletes(Target target)
    {
        Assert.True(Delivered(target).RowsDelivered > 0);
        AssertComplete(target);
    }

    private void AssertComplete(Target target)
    {
        Assert.Equal(Warehouse.SourceRows(Source.Server), target.Rows());
        Assert.Equal(0L, Delivered(target).RowsDelivered);
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

    private static void WaitForRows(Target target, int rows)
    {
        while (target.Query("SELECT CAST(to_regclass('customers') AS text)").Single() is null
            || int.Parse(target.Query("SELECT CAST(count(*) AS text) FROM customers").Single()!, null) < rows)
        {
            Thread.Sleep(20);
        }
    }

    private static void SetWritable(string file, string folder, bool isWritable, bool folderToo)
    {
        File.SetAttributes(file, isWritable ? FileAttributes.Normal : FileAttributes.ReadOnly);
        if (folderToo && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(
                folder,
                UnixFileMode.UserRead | UnixFileMode.UserExecute | (isWritable ? UnixFileMode.UserWrite : UnixFileMode.None));
        }
    }

    private long Key()
    {
        if (!File.Exists(State))
        {
            return 0;
        }

        using var document = JsonDocument.Parse(File.ReadAllText(State));
        return document.RootElement.GetProperty("watermark").GetProperty("key").GetInt64();
    }
}
