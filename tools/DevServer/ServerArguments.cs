using System.Globalization;
using RedshiftSync.RedshiftEmulator;
using RedshiftSync.TestSupport;

namespace RedshiftSync.DevServer;

/// <summary>The arguments of <c>run</c> and <c>serve</c>.</summary>
/// <param name="Rows">How many rows to generate.</param>
/// <param name="ConfigurationPath">Where to write a connection file, or null.</param>
/// <param name="Emulator">The emulator of Redshift to put in front of the server, or null.</param>
/// <param name="UntilInputEnds">Whether <c>serve</c> ends when its standard input ends.</param>
/// <param name="Command">The command to run.</param>
internal sealed record ServerArguments(
    int Rows, string? ConfigurationPath, EmulatorArguments? Emulator, bool UntilInputEnds, IReadOnlyList<string> Command)
{
    public static ServerArguments Parse(IReadOnlyList<string> args)
    {
        var result = new ServerArguments(1000, null, null, false, []);
        for (var i = 0; i < args.Count; i++)
        {
            switch (args[i])
            {
                case "--":
                    return result with { Command = [.. args.Skip(i + 1)] };
                case "--rows" when i + 1 < args.Count
                    && int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var rows):
                    result = result with { Rows = rows };
                    i++;
                    break;
                case "--config" when i + 1 < args.Count:
                    result = result with { ConfigurationPath = Path.GetFullPath(args[++i]) };
                    break;
                case "--until-input-ends":
                    result = result with { UntilInputEnds = true };
                    break;
                case "--redshift":
                    result = result with { Emulator = result.Emulator ?? new EmulatorArguments() };
                    break;
                case var name when i + 1 < args.Count && result.Emulator?.Take(name, args[i + 1]) is { } more:
                    result = result with { Emulator = more };
                    i++;
                    break;
                default:
                    throw new UsageException($"'{args[i]}' was not expected there.");
            }
        }

        return result;
    }
}
