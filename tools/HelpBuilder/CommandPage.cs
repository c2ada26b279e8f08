using Markdig;
using Markdig.Syntax;

namespace RedshiftSync.HelpBuilder;

/// <summary>A section of a page.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Code">Its code, or empty.</param>
/// <param name="Text">Its paragraphs, as plain text.</param>
internal sealed record PagePart(string Title, string Code, IReadOnlyList<string> Text);

/// <summary>The help of one command, read from its page. Syntax and attributes of parameters are read from the command itself.</summary>
internal sealed record CommandPage(
    string Name,
    string Synopsis,
    IReadOnlyList<string> Description,
    IReadOnlyList<PagePart> Examples,
    IReadOnlyDictionary<string, PagePart> Parameters,
    IReadOnlyList<PagePart> Inputs,
    IReadOnlyList<PagePart> Outputs,
    IReadOnlyList<string> Notes,
    IReadOnlyList<string> Links)
{
    private static readonly string[] Sections = ["Description", "Examples", "Parameters", "Inputs", "Outputs", "Notes", "Related links"];

    public static CommandPage Parse(string markdown)
    {
        var blocks = Markdown.Parse(markdown).ToArray();
        var name = blocks is [HeadingBlock { Level: 1 } title, ..]
            ? PlainText.Of(title)
            : throw new FormatException("A page starts with '# Command-Name'.");
        var sections = Split(blocks.Skip(1), level: 2).ToArray();
        if (sections.FirstOrDefault(s => s.Title.Length > 0 && !Sections.Contains(s.Title)) is { Title: { } unknown })
        {
            throw new FormatException($"{name}: '## {unknown}' is none of {string.Join(", ", Sections)}.");
        }

        return new(
            name,
            string.Join(' ', Texts(Section(""))),
            [.. Texts(Section("Description"))],
            [.. Parts("Examples")],
            Parts("Parameters").ToDictionary(p => p.Title.TrimStart('-'), StringComparer.OrdinalIgnoreCase),
            [.. Parts("Inputs")],
            [.. Parts("Outputs")],
            [.. Texts(Section("Notes"))],
            [.. Texts(Section("Related links"))]);

        IEnumerable<Block> Section(string heading) => sections.Where(s => s.Title == heading).SelectMany(s => s.Blocks);

        IEnumerable<PagePart> Parts(string heading) => Split(Section(heading), level: 3).Where(p => p.Title.Length > 0).Select(
            p => new PagePart(
                p.Title,
                string.Join("\n\n", p.Blocks.OfType<FencedCodeBlock>().Select(PlainText.Of)),
                [.. Texts(p.Blocks.Where(b => b is not FencedCodeBlock))]));
    }

    // Text before the first heading of that level has no title.
    private static IEnumerable<(string Title, List<Block> Blocks)> Split(IEnumerable<Block> blocks, int level)
    {
        var current = (Title: "", Blocks: new List<Block>());
        foreach (var block in blocks)
        {
            if (block is HeadingBlock heading && heading.Level == level)
            {
                yield return current;
                current = (PlainText.Of(heading), []);
            }
            else
            {
                current.Blocks.Add(block);
            }
        }

        yield return current;
    }

    private static IEnumerable<string> Texts(IEnumerable<Block> blocks) => blocks.SelectMany(PlainText.Paragraphs);
}
