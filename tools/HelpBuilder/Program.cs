namespace RedshiftSync.HelpBuilder;

/// <summary>Reads a folder of markdown pages and a module; writes the module's help files.</summary>
internal static class Program
{
    private const string AboutPrefix = "about_";

    private static int Main(string[] args)
    {
        if (args is not [var pages, var manifest, var output])
        {
            Console.Error.WriteLine("usage: HelpBuilder FOLDER-OF-PAGES MODULE-MANIFEST OUTPUT-FOLDER");
            return 2;
        }

        try
        {
            Directory.CreateDirectory(output);
            var commands = new List<CommandPage>();
            foreach (var page in Directory.GetFiles(pages, "*.md").Order(StringComparer.Ordinal))
            {
                var name = Path.GetFileNameWithoutExtension(page);
                if (name.StartsWith(AboutPrefix, StringComparison.Ordinal))
                {
                    File.WriteAllText(Path.Combine(output, name + ".help.txt"), AboutText.From(File.ReadAllText(page)));
                }
                else
                {
                    commands.Add(CommandPage.Parse(File.ReadAllText(page)));
                }
            }

            MamlWriter.Document(commands, CommandCatalog.Load(manifest)).Save(Path.Combine(output, "RedshiftSync.dll-Help.xml"));
            return 0;
        }
        catch (Exception e) when (e is FormatException or IOException)
        {
            Console.Error.WriteLine(e.Message);
            return 1;
        }
    }
}
