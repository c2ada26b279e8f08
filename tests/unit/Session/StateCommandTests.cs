using RedshiftSync.TestSupport;

namespace RedshiftSync.UnitTests.Session;

/// <summary>The state cmdlets, in the real engine.</summary>
public sealed class StateCommandTests : IDisposable
{
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
    public void WhatIf_touches_nothing()
    {
        Run("Set-RedshiftSyncState $state -UpdatedAt 2024-05-01 -WhatIf");
        Assert.Empty(_folder.GetFiles());
        Run("Set-RedshiftSyncState $state -UpdatedAt 2024-05-01");
        Run("Clear-RedshiftSyncState $state -WhatIf");
        Assert.Single(_folder.GetFiles());
    }

    [Fact]
    public void Files_come_in_by_their_path_and_a_bad_one_does_not_hide_the_rest()
    {
        Run("Set-RedshiftSyncState \"$folder/a.json\", \"$folder/b.json\" -UpdatedAt 2024-05-01");
        File.WriteAllText(Path.Combine(_folder.FullName, "aa.json"), "damaged");

        var result = _host.Run("[IO.Directory]::GetFiles($folder, '*.json') | Get-RedshiftSyncState; Get-RedshiftSyncState \"$folder/[ab].json\"", ("folder", _folder.FullName));

        Assert.Equal(4, result.Output.Count);
        Assert.Equal(ErrorId.StateFileDamaged, Assert.Single(result.Errors).FullyQualifiedErrorId.Split(',')[0]);
    }

    [Fact]
    public void A_damaged_file_is_replaced_only_with_Force_and_kept_as_backup()
    {
        File.WriteAllText(State, "damaged");

        Assert.StartsWith(ErrorId.StateFileDamaged, _host.Run("Set-RedshiftSyncState $state -UpdatedAt 2024-05-01", ("state", State)).ErrorId, StringComparison.Ordinal);
        Assert.Equal("damaged", File.ReadAllText(State));
        Run("Set-RedshiftSyncState $state -UpdatedAt 2024-05-01 -Force");
        Assert.Equal("damaged", File.ReadAllText(State + ".bak"));
    }

    [Fact]
    public void Nothing_staged_cannot_be_confirmed()
    {
        Run("Set-RedshiftSyncState $state -UpdatedAt 2024-05-01");

        Assert.StartsWith(ErrorId.StateNotStaged, _host.Run("Confirm-RedshiftSyncState $state", ("state", State)).ErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void Clear_removes_the_file_and_its_backup()
    {
        Run("Set-RedshiftSyncState $state -UpdatedAt 2024-05-01; Set-RedshiftSyncState $state -UpdatedAt 2024-04-01; Clear-RedshiftSyncState $state");

        Assert.Empty(_folder.GetFiles());
        Assert.StartsWith(ErrorId.StateFileNotFound, _host.Run("Clear-RedshiftSyncState $state", ("state", State)).ErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void The_example_connectors_file_is_upgraded_when_it_is_written()
    {
        File.WriteAllText(State, "{\"last_updated_at\": \"2024-03-16T16:40:29Z\"}");

        Assert.Equal("2024-03-16T16:40:29.000000Z", $"{Run("(Get-RedshiftSyncState $state).Watermark").Output.Single()}");
        Run("Set-RedshiftSyncState $state -UpdatedAt 2024-03-01");
        Assert.Contains("\"version\": 1", File.ReadAllText(State), StringComparison.Ordinal);
    }

    private ScriptResult Run(string script) => _host.Run(script, ("state", State), ("folder", _folder.FullName)).ThrowIfFailed();
}
