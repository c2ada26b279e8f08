using System.Text;
using RedshiftSync.RedshiftEmulator.Wire;

namespace RedshiftSync.RedshiftEmulator.Sessions;

/// <summary>Replaces texts in rows by bytes of the same length that are not valid UTF-8.</summary>
internal sealed class TextDamage(IReadOnlyDictionary<string, byte[]> rawBytes)
{
    private readonly (byte[] Text, byte[] Raw)[] _pairs =
    [
        .. rawBytes.Select(pair => Checked(Encoding.UTF8.GetBytes(pair.Key), pair.Value)),
    ];

    public void Apply(Message row)
    {
        foreach (var (text, raw) in _pairs)
        {
            for (var rest = row.Body; rest.IndexOf(text) is var at and >= 0; rest = rest[(at + text.Length)..])
            {
                raw.CopyTo(rest[at..]);
            }
        }
    }

    private static (byte[] Text, byte[] Raw) Checked(byte[] text, byte[] raw) =>
        text.Length == raw.Length
            ? (text, raw)
            : throw new ArgumentException($"{text.Length} bytes cannot become {raw.Length}.", nameof(raw));
}
