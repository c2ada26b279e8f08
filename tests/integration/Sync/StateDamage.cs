using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace RedshiftSync.IntegrationTests.Sync;

/// <summary>Changes to the text of a state file.</summary>
internal static partial class StateDamage
{
    /// <summary>One of many ways in which a file can be damaged.</summary>
    public static byte[] Vary(byte[] good, int variant)
    {
        var random = new Random(variant);
        var bad = good.ToList();
        var at = random.Next(bad.Count);
        switch (variant % 10)
        {
            case 0:
                return good[..random.Next(good.Length)];
            case 1:
                bad[at] = (byte)random.Next(256);
                break;
            case 2:
                bad[at] ^= (byte)(1 << random.Next(8));
                break;
            case 3:
                bad.RemoveRange(at, Math.Min(random.Next(1, 60), bad.Count - at));
                break;
            case 4:
                bad.InsertRange(at, bad.GetRange(random.Next(bad.Count / 2), random.Next(1, 60)));
                break;
            case 5:
                // A block of zeros, as some file systems leave after a crash.
                bad.RemoveRange(at, bad.Count - at);
                bad.AddRange(new byte[random.Next(1, 600)]);
                break;
            case 6:
                return random.Next(4) switch
                {
                    0 => [],
                    1 => new byte[random.Next(1, 5000)],
                    2 => [.. Enumerable.Repeat((byte)' ', random.Next(1, 99))],
                    _ => RandomNumberGenerator.GetBytes(random.Next(1, 5000)),
                };
            case 7:
                // Two lines are swapped.
                var lines = Encoding.UTF8.GetString(good).Split('\n');
                var (one, other) = (random.Next(lines.Length), random.Next(lines.Length));
                (lines[one], lines[other]) = (lines[other], lines[one]);
                return Encoding.UTF8.GetBytes(string.Join('\n', lines));
            case 8:
                return Encoding.UTF8.GetBytes(
                    Regex.Replace(Encoding.UTF8.GetString(good), "\"version\": 2", $"\"version\": {random.Next(3, 99)}"));
            default:
                var digits = Enumerable.Range(0, good.Length).Where(i => char.IsAsciiDigit((char)good[i])).ToArray();
                at = digits[random.Next(digits.Length)];
                bad[at] = (byte)('0' + ((bad[at] - '0' + random.Next(1, 10)) % 10));
                break;
        }

        return [.. bad];
    }

    /// <summary>
    /// Replaces the checksum of a changed state by a valid one: it is computed over the values in order, without white space.
    /// </summary>
    public static string Seal(string text)
    {
        var open = Checksum().Replace(text, "");
        var compact = Space().Replace(open, "$1");
        var sum = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(compact))).ToLowerInvariant();
        return open.TrimEnd()[..^1].TrimEnd() + $",\n  \"checksum\": \"sha256:{sum}\"\n}}";
    }

    [GeneratedRegex(""",\s*"checksum": "[^"]*"\s*""")]
    private static partial Regex Checksum();

    // Removes white space outside strings.
    [GeneratedRegex(""" ("(?:[^"\\]|\\.)*")|\s+""", RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Space();
}
