using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Destinations;

/// <summary>A destination that cannot be written, because it is read-only or its disk is full.</summary>
[Collection(SharedSource.Name)]
[Trait("Source", "none")]
public sealed class UnwritableDestinationTests(SourceFixture source, TargetFixture targets) : RecoveryTest(source, targets)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_read_only_file_is_unavailable_and_the_next_run_completes(bool folderToo)
    {
        var folder = Directory.CreateDirectory(Folder["data"]).FullName;
        var target = new SqliteTarget(Path.Combine(folder, "w.db"));
        SyncFirstRows(target, out var before);
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

    // Permissions do not restrict a privileged user.
    private static string[] WithoutPrivilege =>
        OperatingSystem.IsLinux() && System.Environment.IsPrivilegedProcess
            ? ["setpriv", "--inh-caps=-all", "--bounding-set=-dac_override,-dac_read_search"]
            : [];

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
}
