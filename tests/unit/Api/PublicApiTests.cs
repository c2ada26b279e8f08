using System.Reflection;
using PublicApiGenerator;
using RedshiftSync.TestSupport;

namespace RedshiftSync.UnitTests.Api;

/// <summary>The public API is listed in files, so that a change shows in a review.</summary>
public sealed class PublicApiTests
{
    [Fact]
    public void The_commands_have_the_listed_public_API()
    {
        using var host = new ModuleHost();
        AssertListed(
            (Assembly)host.Run("(Get-Command Sync-RedshiftCustomers).ImplementingType.Assembly")
                .ThrowIfFailed().Output.Single().BaseObject);
    }

    [Fact]
    public void The_core_has_the_listed_public_API() => AssertListed(typeof(SyncState).Assembly);

    private static void AssertListed(Assembly assembly)
    {
        var name = $"{assembly.GetName().Name}.approved.txt";
        var list = Path.Combine(Repository.Root, "tests", "unit", "Api", name);
        var received = Path.Combine(AppContext.BaseDirectory, name);
        var api = assembly.GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false }).ReplaceLineEndings("\n") + "\n";
        File.WriteAllText(received, api);

        var listed = File.Exists(list) ? File.ReadAllText(list).ReplaceLineEndings("\n") : "";
        Assert.True(
            api == listed,
            $"The public API differs from the list. Is that meant, and in the changelog? Then copy '{received}' over '{list}'.");
    }
}
