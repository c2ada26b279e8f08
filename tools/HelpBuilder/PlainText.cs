using System.Text;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace RedshiftSync.HelpBuilder;

/// <summary>Converts Markdown into plain text for a console.</summary>
internal static class PlainText
{
    public static string Of(LeafBlock block) => block is FencedCodeBlock code ? code.Lines.ToString().TrimEnd() : Of(block.Inline);

    /// <summary>Returns one text per paragraph and per list item.</summary>
    public static IEnumerable<string> Paragraphs(Block block) => block switch
    {
        ListBlock list => list.OfType<ListItemBlock>().Select(item => "- " + string.Join(' ', item.SelectMany(Paragraphs))),
        ContainerBlock container => container.SelectMany(Paragraphs),
        LeafBlock leaf => [Of(leaf)],
        _ => [],
    };

    private static string Of(ContainerInline? inlines)
    {
        var text = new StringBuilder();
        foreach (var inline in inlines ?? [])
        {
            text.Append(inline switch
            {
                CodeInline code => code.Content,
                LiteralInline literal => literal.Content.ToString(),
                LineBreakInline => " ",
                LinkInline { Url: { } url } link when !link.IsImage && url.StartsWith("http", StringComparison.Ordinal) =>
                    $"{Of(link)} ({url})",
                // Two underscores or asterisks, as in $_ twice, would disappear from the text: code has to be in backticks.
                EmphasisInline emphasis => throw new FormatException($"'{Of(emphasis)}' is read as emphasis: put code into backticks."),
                ContainerInline container => Of(container),
                _ => throw new FormatException($"Help pages are plain; {inline.GetType().Name} is not supported."),
            });
        }

        return text.ToString();
    }
}
