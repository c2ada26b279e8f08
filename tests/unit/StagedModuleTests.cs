using RedshiftSync.TestSupport;

namespace RedshiftSync.UnitTests;

public class StagedModuleTests
{
    [Fact]
    public void The_staged_module_imports_and_lists_its_commands()
    {
        using var host = new ModuleHost();

        var names = host.Run("(Get-Command -Module RedshiftSync).Name").ThrowIfFailed().Output.Select(name => $"{name}");

        Assert.Contains("Connect-Redshift", names);
        Assert.Contains("Sync-RedshiftCustomers", names);
    }
}
