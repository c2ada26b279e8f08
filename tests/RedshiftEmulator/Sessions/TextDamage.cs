using System.Text;
using RedshiftSync.RedshiftEmulator.Wire;

namespace RedshiftSync.RedshiftEmulator.Sessions;

/// <summary>Puts bytes that are no UTF-8 into rows, in place of texts that are: lengths stay as they are.</summary>
internal sealed class TextDamage(IReadOnlyDictionary<string, byte[]> rawBytes)
{
    private readonly (byte[] Text, byte[] Raw)[] _pairs = [.. rawBytes.Select(pair => Checked(Encoding.UTF8.GetBytes(pair.Key), pair.Value))];

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
        text.Length == raw.Length ? (text, raw) : throw new ArgumentException($"{text.Length} bytes cannot become {raw.Length}.", nameof(raw));
}
