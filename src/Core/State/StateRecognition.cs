using System.Text;
using System.Text.RegularExpressions;

namespace RedshiftSync;

/// <summary>Tells a damaged state file from a file that is something else, which must be neither replaced nor removed.</summary>
internal static partial class StateRecognition
{
    // The example connector's state is a single line.
    private const int MaxForeignLength = 200;

    /// <summary>Whether a file is or was a state file: it is blank, begins as one, or holds the properties of one.</summary>
    public static bool LooksLikeState(ReadOnlySpan<byte> content)
    {
        // What a crash leaves may be zeros, in whole or at the end.
        var text = Blank().Replace(Encoding.UTF8.GetString(content), "");
        return text.Length == 0
            || Beginning().IsMatch(text)
            || (text.Length <= MaxForeignLength && text.StartsWith("{\"last_updated_at\":", StringComparison.Ordinal))
            || (text[0] == '{' && Properties.All(name => text.Contains(name, StringComparison.Ordinal)));
    }

    private static readonly string[] Properties = ["\"watermark\":", "\"staged\":", "\"runs\":"];

    [GeneratedRegex(@"[\s\0\uFEFF]+")]
    private static partial Regex Blank();

    // Other files begin with the number of a version, too.
    [GeneratedRegex("""^\{"version":\d+,("source":|.*"checksum":"sha256:)""")]
    private static partial Regex Beginning();
}
