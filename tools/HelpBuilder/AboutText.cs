using System.Text;
using Markdig;
using Markdig.Syntax;

namespace RedshiftSync.HelpBuilder;

/// <summary>An about topic as text of 80 columns.</summary>
internal static class AboutText
{
    private const int Width = 76;
    private const string Indent = "    ";

    public static string From(string markdown)
    {
        var text = new StringBuilder();
        foreach (var block in Markdown.Parse(markdown))
        {
            switch (block)
            {
                // Get-Help finds a topic by these two headings.
                case HeadingBlock { Level: 1 } title:
                    text.Append("TOPIC\n").Append(Indent).Append(PlainText.Of(title)).Append("\n\nSHORT DESCRIPTION\n");
                    break;
                case HeadingBlock heading:
                    text.Append(PlainText.Of(heading).ToUpperInvariant()).Append('\n');
                    break;
                case FencedCodeBlock code:
                    foreach (var line in PlainText.Of(code).Split('\n'))
                    {
                        text.Append(Indent).Append(Indent).Append(line.TrimEnd()).Append('\n');
                    }

                    text.Append('\n');
                    break;
                case ListBlock list:
                    foreach (var item in PlainText.Paragraphs(list))
                    {
                        Wrap(text, item, Indent, Indent + "  ");
                    }

                    text.Append('\n');
                    break;
                default:
                    foreach (var paragraph in PlainText.Paragraphs(block))
                    {
                        Wrap(text, paragraph, Indent, Indent);
                    }

                    text.Append('\n');
                    break;
            }
        }

        return text.ToString().TrimEnd() + "\n";
    }

    private static void Wrap(StringBuilder text, string paragraph, string first, string others)
    {
        var line = new StringBuilder(first);
        var isEmpty = true;
        foreach (var word in paragraph.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!isEmpty && line.Length + 1 + word.Length > Width)
            {
                text.Append(line).Append('\n');
                line.Clear().Append(others);
                isEmpty = true;
            }

            line.Append(isEmpty ? "" : " ").Append(word);
            isEmpty = false;
        }

        text.Append(line).Append('\n');
    }
}
