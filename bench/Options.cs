using System.Globalization;
using System.Text.RegularExpressions;

namespace RedshiftSync.Bench;

/// <summary>The options of a run.</summary>
internal sealed record Options(int Rows, int Rounds, int Large, string? Only)
{
    public static Options Parse(IReadOnlyList<string> args)
    {
        var options = new Options(1_000_000, 5, 10_000_000, null);
        if (args.Count % 2 != 0)
        {
            throw new ArgumentException($"'{args[^1]}' has no value, or is not known.");
        }

        for (var i = 0; i < args.Count; i += 2)
        {
            options = args[i] switch
            {
                "--rows" => options with { Rows = Number(args[i + 1]) },
                "--rounds" => options with { Rounds = Number(args[i + 1]) },
                "--large" => options with { Large = Number(args[i + 1]) },
                "--only" => options with { Only = args[i + 1] },
                _ => throw new ArgumentException($"'{args[i]}' is not known."),
            };
        }

        return options;
    }

    public bool Includes(string name) => Only is null || Regex.IsMatch(name, Only, RegexOptions.IgnoreCase);

    private static int Number(string text) => int.Parse(text, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
}
