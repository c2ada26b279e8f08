using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace RedshiftSync;

/// <summary>Distinguishes a damaged state file from any other file, which must be neither replaced nor removed.</summary>
internal static partial class StateRecognition
{
    private static readonly string[] Properties = ["\"watermark\":", "\"staged\":", "\"runs\":"];

    /// <summary>
    /// Whether a file is a state file, perhaps a damaged one: it is blank, or begins like a state and can be a part of one.
    /// </summary>
    public static bool LooksLikeState(ReadOnlySpan<byte> content)
    {
        // After a crash, a file may be filled with zeros or end in zeros.
        var text = Blank().Replace(Encoding.UTF8.GetString(content), "");
        return text.Length == 0 || Foreign().IsMatch(text) || (Beginning().IsMatch(text) && CanBeRest(text));
    }

    // A file that is not valid JSON is a damaged state. Valid JSON is a state only if it has the parts of a state, and no text after it.
    private static bool CanBeRest(string text)
    {
        var json = Encoding.UTF8.GetBytes(text);
        var reader = new Utf8JsonReader(json);
        try
        {
            reader.Read();
            reader.Skip();
        }
        catch (JsonException)
        {
            return SourceNext().IsMatch(text);
        }

        return reader.BytesConsumed == json.Length
            && (Checksum().IsMatch(text) || Properties.All(name => text.Contains(name, StringComparison.Ordinal)));
    }

    [GeneratedRegex(@"[\s\0\uFEFF]+")]
    private static partial Regex Blank();

    // Other files also start with a version number.
    [GeneratedRegex("""^\{"version":\d+,"\w""")]
    private static partial Regex Beginning();

    [GeneratedRegex("""^\{"version":\d+,"source":(n|\{|$)""")]
    private static partial Regex SourceNext();

    [GeneratedRegex(@"""checksum"":""sha256:[^""]*""\}$")]
    private static partial Regex Checksum();

    // The example connector's state is a single line.
    [GeneratedRegex("""^\{"last_updated_at":("[^"]{0,40}("\}?)?)?$""")]
    private static partial Regex Foreign();
}
