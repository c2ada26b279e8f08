using RedshiftSync.TestSupport;

namespace RedshiftSync.UnitTests.Session;

/// <summary>The state cmdlets, in the real engine.</summary>
public sealed class StateCommandTests : IDisposable
{
    private const string Set = "Set-RedshiftSyncState $state -UpdatedAt 2024-05-01";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("redshiftsync");
    private readonly ModuleHost _host = new();

    private string State => Path.Combine(_folder.FullName, "s.json");

    public void Dispose()
    {
        _host.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void Set_seeds_rewinds_and_warns_when_it_skips()
    {
        Assert.Empty(Run("Set-RedshiftSyncState $state -UpdatedAt 2024-05-01 -CustomerId 7").Warnings);
        Assert.Empty(Run("Set-RedshiftSyncState $state -UpdatedAt 2024-04-01").Warnings);
        Assert.Single(Run("Set-RedshiftSyncState $state -UpdatedAt 2024-06-01").Warnings);
        Assert.Equal("2024-06-01T00:00:00.000000Z", $"{Run("(Get-RedshiftSyncState $state).Watermark").Output.Single()}");
    }

    [Fact]
    public void Set_warns_of_a_time_in_the_future() => Assert.Single(Run("Set-RedshiftSyncState $state -UpdatedAt 2099-01-01").Warnings);

    [Fact]
    public void WhatIf_changes_nothing()
    {
        Run("Set-RedshiftSyncState $state -UpdatedAt 2024-05-01 -WhatIf");
        Assert.Empty(_folder.GetFiles());
        Run("Set-RedshiftSyncState $state -UpdatedAt 2024-05-01");
        Run("Clear-RedshiftSyncState $state -WhatIf");
        Assert.Single(_folder.GetFiles());
    }

    [Fact]
    public void Files_bind_by_path_and_a_bad_file_does_not_hide_the_rest()
    {
        Run("Set-RedshiftSyncState \"$folder/a.json\", \"$folder/b.json\" -UpdatedAt 2024-05-01");
        File.WriteAllText(Path.Combine(_folder.FullName, "aa.json"), "damaged");

        var result = _host.Run(
            "[IO.Directory]::GetFiles($folder, '*.json') | Get-RedshiftSyncState; Get-RedshiftSyncState \"$folder/[ab].json\"",
            ("folder", _folder.FullName));

        Assert.Equal(4, result.Output.Count);
        Assert.Equal(ErrorId.StateFileDamaged, Assert.Single(result.Errors).FullyQualifiedErrorId.Split(',')[0]);
    }

    [Theory]
    [InlineData("Set-RedshiftSyncState $state -UpdatedAt 2024-05-01")]
    [InlineData("Clear-RedshiftSyncState $state")]
    public void A_damaged_state_is_replaced_or_removed_only_with_Force(string script)
    {
        foreach (var damaged in StateFileSamples.Damaged())
        {
            File.WriteAllText(State, damaged);

            Assert.Contains(Failed(script), new[] { ErrorId.StateFileDamaged, ErrorId.StateVersionNotSupported });
            Assert.Equal(damaged, File.ReadAllText(State));
            Run(script + " -Force");
            Assert.Equal(script.StartsWith("Set", StringComparison.Ordinal), File.Exists(State));
            File.Delete(State);
        }
    }

    [Fact]
    public void Force_keeps_a_valid_backup()
    {
        Run("Set-RedshiftSyncState $state -UpdatedAt 2024-05-01; Set-RedshiftSyncState $state -UpdatedAt 2024-04-01");
        var backup = File.ReadAllText(State + ".bak");
        File.WriteAllText(State, "");

        Run("Set-RedshiftSyncState $state -UpdatedAt 2024-03-01 -Force");

        Assert.Equal(backup, File.ReadAllText(State + ".bak"));
    }

    [Fact]
    public void The_advice_names_a_backup_only_if_it_is_valid()
    {
        Run("Set-RedshiftSyncState $state -UpdatedAt 2024-05-01; Set-RedshiftSyncState $state -UpdatedAt 2024-04-01");
        File.WriteAllText(State, "");
        Assert.Contains(".bak", Advice(), StringComparison.Ordinal);
        File.WriteAllText(State + ".bak", "");
        Assert.DoesNotContain(".bak", Advice(), StringComparison.Ordinal);
        File.WriteAllBytes(State, new byte[(1 << 20) + 1]);
        Assert.DoesNotContain("-Force", Advice(), StringComparison.Ordinal);

        string Advice() =>
            Assert.IsType<SyncException>(
                Assert.Single(_host.Run("Get-RedshiftSyncState $state", ("state", State)).Errors).Exception).Advice;
    }

    [Fact]
    public void A_file_that_is_not_a_state_is_neither_removed_nor_replaced()
    {
        Run("Set-RedshiftSyncState $state -UpdatedAt 2024-05-01");
        var good = File.ReadAllBytes(State);
        File.Delete(State);
        foreach (var (name, content) in StateFileSamples.OtherFiles())
        {
            var path = Path.Combine(_folder.FullName, name);
            File.WriteAllBytes(path, content);
            foreach (var script in new[] { "Clear-RedshiftSyncState $state", "Clear-RedshiftSyncState $state -Force", $"{Set} -Force" })
            {
                Assert.True(Failed(script, path) == ErrorId.StateFileDamaged, $"{name}: {script}");
                Assert.True(content.SequenceEqual(File.ReadAllBytes(path)), name);
            }

            // Nor is a folder, link or device in place of the backup, with a state or without.
            File.Move(path, path + ".bak");
            foreach (var script in new[] { "Clear-RedshiftSyncState $state -Force", Set, $"{Set} -Force" })
            {
                File.Delete(path);
                foreach (var hasState in new[] { false, true })
                {
                    if (hasState)
                    {
                        File.WriteAllBytes(path, good);
                    }

                    Assert.True(Failed(script, path) == ErrorId.StateFileDamaged, $"{name}.bak: {script}");
                    Assert.True(content.SequenceEqual(File.ReadAllBytes(path + ".bak")), name);
                    Assert.Equal(
                        hasState ? [name, name + ".bak"] : [name + ".bak"],
                        _folder.GetFiles().Select(f => f.Name).Order(StringComparer.Ordinal));
                }
            }

            File.Delete(path);
            File.Delete(path + ".bak");
        }
    }

    [Fact]
    public void A_lone_backup_of_a_newer_version_asks_for_an_update()
    {
        File.WriteAllText(State + ".bak", "{\"version\": 9, \"table\": {}, \"checksum\": \"sha256:00\"}");

        foreach (var script in new[] { "Get-RedshiftSyncState $state", "Clear-RedshiftSyncState $state", Set })
        {
            Assert.Equal(ErrorId.StateVersionNotSupported, Failed(script));
        }

        Run("Clear-RedshiftSyncState $state -Force");
        Assert.Empty(_folder.GetFiles());
    }

    [Fact]
    public void Folders_and_links_are_not_removed()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder.FullName, "folder")).FullName;
        var error = _host.Run("Clear-RedshiftSyncState $state -Force", ("state", folder)).Failure!;
        Assert.StartsWith(ErrorId.StateFileNotFound, error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("is a folder", Assert.IsType<SyncException>(error.Exception).Summary, StringComparison.Ordinal);
        Assert.True(Directory.Exists(folder));
        if (!OperatingSystem.IsWindows())
        {
            var notes = Path.Combine(_folder.FullName, "notes.txt");
            File.WriteAllText(notes, "notes");
            File.CreateSymbolicLink(State, notes);
            Assert.Equal(ErrorId.StateFileDamaged, Failed("Clear-RedshiftSyncState $state -Force"));
            Assert.Equal("notes", File.ReadAllText(State));
        }
    }

    [Theory]
    [InlineData("Clear-RedshiftSyncState $state")]
    [InlineData("Clear-RedshiftSyncState $state -WhatIf")]
    [InlineData("Clear-RedshiftSyncState $state -Force")]
    [InlineData(Set + " -Force")]
    public void A_backup_is_not_taken_for_a_state(string script)
    {
        Run($"{Set}; Set-RedshiftSyncState $state -UpdatedAt 2024-04-01");
        var backup = File.ReadAllBytes(State + ".bak");

        Assert.Equal(ErrorId.StateFileDamaged, Failed(script, State + ".bak"));

        Assert.Equal(backup, File.ReadAllBytes(State + ".bak"));
        Assert.Equal("2024-05-01T00:00:00.000000Z", $"{Run("(Get-RedshiftSyncState \"$state.bak\").Watermark").Output.Single()}");
    }

    [Fact]
    public void A_lone_backup_can_be_cleared_as_its_message_says()
    {
        Run("Set-RedshiftSyncState $state -UpdatedAt 2024-05-01");
        File.Move(State, State + ".bak");

        Run("Clear-RedshiftSyncState $state");

        Assert.Empty(_folder.GetFiles());
    }

    [Fact]
    public void Confirming_fails_without_a_staged_checkpoint()
    {
        Run("Set-RedshiftSyncState $state -UpdatedAt 2024-05-01");

        Assert.StartsWith(
            ErrorId.StateNotStaged,
            _host.Run("Confirm-RedshiftSyncState $state", ("state", State)).ErrorId,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Clear_removes_the_file_and_its_backup()
    {
        Run(
            "Set-RedshiftSyncState $state -UpdatedAt 2024-05-01; Set-RedshiftSyncState $state -UpdatedAt 2024-04-01; " +
                "Clear-RedshiftSyncState $state");

        Assert.Empty(_folder.GetFiles());
        Assert.StartsWith(
            ErrorId.StateFileNotFound,
            _host.Run("Clear-RedshiftSyncState $state", ("state", State)).ErrorId,
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_example_connectors_file_is_upgraded_when_it_is_written()
    {
        File.WriteAllText(State, "{\"last_updated_at\": \"2024-03-16T16:40:29Z\"}");

        Assert.Equal("2024-03-16T16:40:29.000000Z", $"{Run("(Get-RedshiftSyncState $state).Watermark").Output.Single()}");
        Run("Set-RedshiftSyncState $state -UpdatedAt 2024-03-01");
        Assert.Contains("\"version\": 2", File.ReadAllText(State), StringComparison.Ordinal);
    }

    private string? Failed(string script, string? path = null) => _host.Run(script, ("state", path ?? State)).ErrorId?.Split(',')[0];

    private ScriptResult Run(string script) => _host.Run(script, ("state", State), ("folder", _folder.FullName)).ThrowIfFailed();
}
