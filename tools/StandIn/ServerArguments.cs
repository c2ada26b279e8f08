using System.Globalization;

namespace RedshiftSync.StandIn;

/// <summary>What <c>run</c> and <c>serve</c> are told.</summary>
internal sealed record ServerArguments(int Rows, string? ConfigurationPath, IReadOnlyList<string> Command)
{
    public static ServerArguments Parse(IReadOnlyList<string> args)
    {
        var rows = 1000;
        string? path = null;
        for (var i = 0; i < args.Count; i++)
        {
            switch (args[i])
            {
                case "--":
                    return new ServerArguments(rows, path, [.. args.Skip(i + 1)]);
                case "--rows" when i + 1 < args.Count && int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out rows):
                    i++;
                    break;
                case "--config" when i + 1 < args.Count:
                    path = Path.GetFullPath(args[++i]);
                    break;
                default:
                    throw new UsageException($"'{args[i]}' was not expected there.");
            }
        }

        return new ServerArguments(rows, path, []);
    }
}
