using System.Globalization;
using System.Management.Automation;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace RedshiftSync.HelpBuilder;

/// <summary>Writes pages and commands as the XML that Get-Help reads.</summary>
internal static partial class MamlWriter
{
    private static readonly XNamespace Help = "http://msh";
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    public static XDocument Document(IEnumerable<CommandPage> pages, IReadOnlyDictionary<string, CmdletInfo> commands) => new(
        new XElement(
            Help + "helpItems",
            new XAttribute("schema", "maml"),
            pages.Select(
                page => CommandElement(
                    page,
                    commands.TryGetValue(page.Name, out var info)
                        ? info
                        : throw new FormatException($"There is a page for {page.Name}, but no such command.")))));

    private static XElement CommandElement(CommandPage page, CmdletInfo info) => new(
        Command + "command",
        new XAttribute(XNamespace.Xmlns + "maml", Maml),
        new XAttribute(XNamespace.Xmlns + "command", Command),
        new XAttribute(XNamespace.Xmlns + "dev", Dev),
        new XElement(
            Command + "details",
            new XElement(Command + "name", info.Name),
            new XElement(Command + "verb", info.Verb),
            new XElement(Command + "noun", info.Noun),
            new XElement(Maml + "description", Paragraph(page.Synopsis))),
        new XElement(Maml + "description", page.Description.Select(Paragraph)),
        new XElement(Command + "syntax", info.ParameterSets.Select(set => SyntaxItem(page, info, set))),
        new XElement(Command + "parameters", Parameters(page, info)),
        new XElement(Command + "inputTypes", page.Inputs.Select(part => TypeElement(Command + "inputType", part))),
        new XElement(Command + "returnValues", page.Outputs.Select(part => TypeElement(Command + "returnValue", part))),
        new XElement(Maml + "alertSet", new XElement(Maml + "alert", page.Notes.Select(Paragraph))),
        new XElement(Command + "examples", page.Examples.Select((part, i) => Example(part, i + 1))),
        new XElement(Maml + "relatedLinks", page.Links.Select(Link)));

    private static XElement SyntaxItem(CommandPage page, CmdletInfo info, CommandParameterSetInfo set) => new(
        Command + "syntaxItem",
        new XElement(Maml + "name", info.Name),
        set.Parameters
            .Where(p => !CommandCatalog.IsCommon(p.Name))
            .OrderBy(p => p.Position < 0 ? int.MaxValue : p.Position)
            .ThenBy(p => !p.IsMandatory)
            .Select(p => ParameterElement(page, p, withText: false)));

    // Each parameter once, from the first set that contains it, sorted by name for readers.
    private static IEnumerable<XElement> Parameters(CommandPage page, CmdletInfo info) => info.ParameterSets
        .SelectMany(set => set.Parameters)
        .Where(p => !CommandCatalog.IsCommon(p.Name))
        .GroupBy(p => p.Name)
        .OrderBy(group => group.Key, StringComparer.Ordinal)
        .Select(group => ParameterElement(page, group.First(), withText: true));

    [GeneratedRegex(@"Default: (.+?)[.,](\s|$)|(\w+) \(default\)")]
    private static partial Regex DefaultValue { get; }

    private static XElement ParameterElement(CommandPage page, CommandParameterInfo parameter, bool withText)
    {
        var isSwitch = parameter.ParameterType == typeof(SwitchParameter);
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        var part = page.Parameters.GetValueOrDefault(parameter.Name);
        var defaultValue = part is null ? null : DefaultValue.Match(
            string.Join(' ', part.Text)) is { Success: true } match ? match.Groups[1].Value + match.Groups[3].Value : "none";
        return new XElement(
            Command + "parameter",
            new XAttribute("required", parameter.IsMandatory ? "true" : "false"),
            new XAttribute("globbing", parameter.Attributes.OfType<SupportsWildcardsAttribute>().Any() ? "true" : "false"),
            new XAttribute("pipelineInput", PipelineInput(parameter)),
            new XAttribute("position", parameter.Position < 0 ? "named" : parameter.Position.ToString(CultureInfo.InvariantCulture)),
            new XAttribute("aliases", parameter.Aliases.Count == 0 ? "none" : string.Join(", ", parameter.Aliases)),
            new XElement(Maml + "name", parameter.Name),
            withText && part is not null ? new XElement(Maml + "description", part.Text.Select(Paragraph)) : null,
            isSwitch
                ? null
                : new XElement(
                    Command + "parameterValue",
                    new XAttribute("required", "true"),
                    new XAttribute("variableLength", type.IsArray ? "true" : "false"),
                    type.Name),
            new XElement(Dev + "type", new XElement(Maml + "name", type.Name)),
            isSwitch ? null : new XElement(Dev + "defaultValue", defaultValue));
    }

    private static string PipelineInput(CommandParameterInfo parameter) =>
        (parameter.ValueFromPipeline, parameter.ValueFromPipelineByPropertyName) switch
        {
            (true, true) => "True (ByValue, ByPropertyName)",
            (true, false) => "True (ByValue)",
            (false, true) => "True (ByPropertyName)",
            _ => "False",
        };

    private static XElement TypeElement(XName name, PagePart part) =>
        new(
            name,
            new XElement(Dev + "type", new XElement(Maml + "name", part.Title)),
            new XElement(Maml + "description", part.Text.Select(Paragraph)));

    // The empty paragraphs separate the examples on screen.
    private static XElement Example(PagePart part, int number) => new(
        Command + "example",
        new XElement(Maml + "title", $"----- Example {number}: {part.Title} -----"),
        new XElement(Dev + "code", part.Code),
        new XElement(Dev + "remarks", part.Text.Select(Paragraph), Paragraph(""), Paragraph("")));

    private static XElement Link(string text) => new(
        Maml + "navigationLink",
        new XElement(Maml + "linkText", text.TrimStart('-', ' ')),
        new XElement(Maml + "uri"));

    private static XElement Paragraph(string text) => new(Maml + "para", text);
}
