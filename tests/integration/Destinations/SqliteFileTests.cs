using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Destinations;

/// <summary>Which files are taken for a SQLite destination, and what happens to the others.</summary>
[Collection(SharedSource.Name)]
[Trait("Source", "none")]
public sealed class SqliteFileTests(SourceFixture source, TargetFixture targets) : RecoveryTest(source, targets)
{
    // An existing file with such a name is either a SQLite database or something else.
    [Theory]
    [InlineData("out.csv", null)]
    [InlineData("out", null)]
    [InlineData("w.db3", null)]
    [InlineData("state.json", "")]
    [InlineData("state.json", "{}")]
    [InlineData("notes.db", "these are notes\n, longer than a header")]
    [InlineData("short.sqlite", "SQLite")]
    public void A_file_that_is_not_a_SQLite_database_is_refused_and_left_unchanged(string name, string? content)
    {
        SampleCustomers.Create(Source.Server);
        var path = Folder[name];
        if (content is not null)
        {
            File.WriteAllText(path, content);
        }

        AssertFailed(ErrorId.ParameterInvalid, Run(new SqliteTarget(path), "Sync-RedshiftCustomers $state -Destination $destination"));
        AssertFailed(ErrorId.ParameterInvalid, Run(new SqliteTarget(path), "Test-RedshiftSync $destination"));

        Assert.Equal(content, File.Exists(path) ? File.ReadAllText(path) : null);
        Assert.Equal(content is null ? [] : [path], Directory.GetFileSystemEntries(Folder.Path));
    }

    [Fact]
    public void A_link_to_a_missing_file_creates_it_there()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        SampleCustomers.Create(Source.Server);
        File.CreateSymbolicLink(Folder["x.db"], "target.db");
        File.CreateSymbolicLink(Folder["lost.db"], "no such folder/target.db");
        var link = new SqliteTarget(Folder["x.db"]);

        AssertFailed(ErrorId.DestinationNotSynced, Run(link, "Test-RedshiftSync $destination"));
        Run(link, "Sync-RedshiftCustomers $state -Destination $destination -RemoveDeleted Report -WhatIf").ThrowIfFailed();
        Run(link, "$null = Sync-RedshiftCustomers $state -Destination $destination").ThrowIfFailed();
        AssertFailed(
            ErrorId.DestinationUnavailable,
            Run(new SqliteTarget(Folder["lost.db"]), "Sync-RedshiftCustomers $state -Destination $destination"));

        Assert.Equal(3, Warehouse.Rows(Folder["target.db"]).Count);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Folder["target.db"]));
    }

    [Fact]
    public void An_existing_SQLite_file_may_have_any_name()
    {
        SampleCustomers.Create(Source.Server);
        Run(new SqliteTarget(Folder["a=b.SQLite3"]), "$null = Sync-RedshiftCustomers $state -Destination $destination").ThrowIfFailed();
        File.Move(Folder["a=b.SQLite3"], Folder["warehouse"]);
        File.WriteAllText(Folder["empty.db"], "");

        Run(new SqliteTarget(Folder["warehouse"]), "$null = Sync-RedshiftCustomers $state -Destination $destination -Full").ThrowIfFailed();
        Run(new SqliteTarget(Folder["empty.db"]), "$null = Sync-RedshiftCustomers $state -Destination $destination").ThrowIfFailed();
        AssertFailed(
            ErrorId.ParameterInvalid,
            Run(new SqliteTarget(Folder.Path), "Sync-RedshiftCustomers $state -Destination $destination"));

        Assert.Equal(3, Warehouse.Rows(Folder["warehouse"]).Count);
        Assert.Equal(3, Warehouse.Rows(Folder["empty.db"]).Count);
    }

    [Theory]
    [InlineData("no such folder/w.db", ErrorId.DestinationUnavailable)]
    [InlineData(".", ErrorId.ParameterInvalid)]
    [InlineData("text.db", ErrorId.ParameterInvalid)]
    public void A_path_without_a_database_is_refused_and_left_unchanged(string name, string errorId)
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

    // The query for the checkpoint is slow for each row of this table, which has many.
    [Fact]
    public async Task A_SQLite_statement_can_be_stopped()
    {
        var target = CreateSynced("sqlite", out var before);
        target.Execute("""
            DROP TABLE redshiftsync_checkpoint;
            CREATE TABLE redshiftsync_checkpoint (id INTEGER PRIMARY KEY, checkpoint);
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
}
