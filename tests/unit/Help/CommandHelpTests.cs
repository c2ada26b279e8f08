using System.Management.Automation;
using System.Management.Automation.Language;
using RedshiftSync.TestSupport;

namespace RedshiftSync.UnitTests.Help;

/// <summary>The output of Get-Help matches the commands.</summary>
public sealed class CommandHelpTests : IDisposable
{
    private readonly ModuleHost _host = new();

    public static TheoryData<string> Commands => [.. Names];

    private static string[] Names { get; } = ListCommands();

    public void Dispose() => _host.Dispose();

    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_command_has_a_page_with_all_its_parts(string command)
    {
        Assert.NotEmpty(Shown(command, "Synopsis"));
        Assert.NotEmpty(Shown(command, "description.Text"));
        Assert.NotEmpty(Shown(command, "examples.example.code"));
        Assert.NotEmpty(Shown(command, "returnValues.returnValue.type.name"));
        Assert.NotEmpty(Shown(command, "alertSet.alert.Text"));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Exactly_the_existing_parameters_are_described(string command)
    {
        var page = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "en-US", command + ".md"));
        var documented = page.SkipWhile(l => l != "## Parameters").TakeWhile(l => l != "## Inputs")
            .Where(l => l.StartsWith("### -", StringComparison.Ordinal))
            .Select(l => l[5..]);
        var actual = Info(command).Parameters.Keys.Where(p => !Cmdlet.CommonParameters.Contains(p));

        Assert.Equal(actual.Order(), documented.Order());
        foreach (var parameter in actual)
        {
            Assert.Contains(
                _host.Run($"(Get-Help {command} -Parameter {parameter}).description.Text").ThrowIfFailed().Output,
                t => $"{t}".Length > 10);
        }
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Examples_name_parameters_that_exist(string command)
    {
        foreach (var example in Shown(command, "examples.example.code"))
        {
            AssertValid(example);
        }
    }

    [Fact]
    public void Topics_name_commands_and_parameters_that_exist()
    {
        var topics = Directory.GetFiles(Path.Combine(Repository.Root, "docs", "en-US"), "about_*.md");
        foreach (var page in topics.Append(Path.Combine(Repository.Root, "README.md")))
        {
            foreach (var code in File.ReadAllText(page).Split("```powershell").Skip(1).Select(part => part.Split("```")[0]))
            {
                AssertValid(code);
            }
        }
    }

    [Fact]
    public void Every_ErrorId_has_an_entry_in_the_troubleshooting_topic()
    {
        var entries = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "en-US", "about_RedshiftSync_Troubleshooting.md"))
            .Where(l => l.StartsWith("## ", StringComparison.Ordinal)).Select(l => l[3..]);
        var ids = typeof(ErrorId).GetFields().Where(f => f.IsLiteral).Select(f => (string)f.GetRawConstantValue()!);

        Assert.Equal(ids.Order(), entries.Order());
    }

    [Fact]
    public void Topics_are_found_by_name()
    {
        var staged = Path.Combine(Path.GetDirectoryName(Repository.StagedManifest)!, "en-US");

        foreach (var page in Directory.GetFiles(Path.Combine(Repository.Root, "docs", "en-US"), "about_*.md"))
        {
            Assert.True(new FileInfo(Path.Combine(staged, Path.GetFileNameWithoutExtension(page) + ".help.txt")).Length > 100);
        }
    }

    private static string[] ListCommands()
    {
        using var host = new ModuleHost();
        return [.. host.Run("(Get-Command -Module RedshiftSync -CommandType Cmdlet).Name").ThrowIfFailed().Output.Select(n => $"{n}")];
    }

    private CmdletInfo Info(string command) => (CmdletInfo)_host.Run($"Get-Command {command}").ThrowIfFailed().Output.Single().BaseObject;

    private string[] Shown(string command, string path) =>
        [.. _host.Run($"(Get-Help {command} -Full).{path}").ThrowIfFailed().Output.Select(t => $"{t}").Where(t => t.Length > 0)];

    // Parses the example, and checks each parameter name of the module's commands.
    private void AssertValid(string code)
    {
        var script = Parser.ParseInput(code, out _, out var errors);
        Assert.Empty(errors);
        foreach (var call in script.FindAll(node => node is CommandAst, searchNestedScriptBlocks: true).Cast<CommandAst>())
        {
            var name = call.GetCommandName();
            if (name?.Contains("Redshift", StringComparison.Ordinal) != true
                || name.EndsWith("ClusterCredential", StringComparison.Ordinal))
            {
                continue;
            }

            Assert.Contains(name, Names);
            var known = Info(name).Parameters.Keys;
            Assert.All(call.CommandElements.OfType<CommandParameterAst>(), p => Assert.Contains(p.ParameterName, known));
        }
    }
}
