using System.Runtime.Loader;
using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Session;

[Collection(SharedSource.Name)]
public sealed class LoadContextTests(SourceFixture source)
{
    // This process has loaded another version of the driver, with which the tests access the server.
    [Fact]
    public void A_driver_already_loaded_in_the_session_is_neither_used_nor_affected()
    {
        SampleCustomers.Create(source.Server);
        using var host = source.Connect(nameof(LoadContextTests));
        host.Run("$null = Get-RedshiftCustomerChange").ThrowIfFailed();

        var drivers = AppDomain.CurrentDomain.GetAssemblies().Where(a => a.GetName().Name == "Npgsql").ToArray();

        Assert.Equal([8, 10], drivers.Select(a => a.GetName().Version!.Major).Order());
        Assert.Equal(
            "RedshiftSync.Adapters",
            AssemblyLoadContext.GetLoadContext(drivers.Single(a => a.GetName().Version!.Major == 10))!.Name);
    }

    [Fact]
    public void The_staged_files_work_from_a_path_with_spaces()
    {
        SampleCustomers.Create(source.Server);
        using var folder = new TemporaryFolder();
        var staged = Path.GetDirectoryName(Repository.StagedManifest)!;
        foreach (var file in Directory.GetFiles(staged, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(folder["Redshift Sync"], Path.GetRelativePath(staged, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        using var process = SyncProcess.Into(source, folder, manifest: Path.Combine(folder["Redshift Sync"], "RedshiftSync.psd1"));
        var (exitCode, output) = process.Wait();

        Assert.True(exitCode == 0, output);
        Assert.Contains("delivered 3", output, StringComparison.Ordinal);
    }
}
