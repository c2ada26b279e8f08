using System.Text;
using System.Text.RegularExpressions;

namespace RedshiftSync;

/// <summary>Distinguishes a damaged state file from any other file, which must be neither replaced nor removed.</summary>
internal static partial class StateRecognition
{
    // The example connector's state is a single line.
    private const int MaxForeignLength = 200;

    /// <summary>Whether a file is or was a state file: it is blank, starts like one, or contains the properties of one.</summary>
    public static bool LooksLikeState(ReadOnlySpan<byte> content)
    {
        // After a crash, a file may be filled with zeros or end in zeros.
        var text = Blank().Replace(Encoding.UTF8.GetString(content), "");
        return text.Length == 0
            || Beginning().IsMatch(text)
            || (text.Length <= MaxForeignLength && text.StartsWith("{\"last_updated_at\":", StringComparison.Ordinal))
            || (text[0] == '{' && Properties.All(name => text.Contains(name, StringComparison.Ordinal)));
    }

    private static readonly string[] Properties = ["\"watermark\":", "\"staged\":", "\"runs\":"];

    [GeneratedRegex(@"[\s\0\uFEFF]+")]
    private static partial Regex Blank();

    // Other files also start with a version number.
    [GeneratedRegex("""^\{"version":\d+,("source":|.*"checksum":"sha256:)""")]
    private static partial Regex Beginning();
}
