using System.Text.RegularExpressions;
using RedshiftSync.TestSupport;

namespace RedshiftSync.UnitTests;

/// <summary>The paths and the names of source files in the documents about the code.</summary>
public sealed partial class DocumentedPathTests
{
    private static readonly HashSet<string> SourceFiles =
        [.. new[] { "src", "tests" }.SelectMany(folder => Directory.EnumerateFiles(
            Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories)).Select(path => Path.GetFileName(path))];

    [Theory]
    [InlineData("README.md")]
    [InlineData("CONTRIBUTING.md")]
    [InlineData("docs/architecture.md")]
    public void Every_path_and_source_file_exists(string document)
    {
        var names = Code().Matches(File.ReadAllText(Path.Combine(Repository.Root, document))).Select(m => m.Groups[1].Value).ToList();

        Assert.DoesNotContain(names, name => Folder().IsMatch(name) && !Path.Exists(Path.Combine(Repository.Root, name)));
        Assert.DoesNotContain(names, name => SourceFile().IsMatch(name) && !SourceFiles.Contains(Path.GetFileName(name)));
    }

    [GeneratedRegex("`([^`\n ]+)`")]
    private static partial Regex Code();

    [GeneratedRegex("^(src|tests|docs|bench|tools|module|examples)/[^*<>]*$")]
    private static partial Regex Folder();

    [GeneratedRegex(@"^[\w./]+\.cs$")]
    private static partial Regex SourceFile();
}
