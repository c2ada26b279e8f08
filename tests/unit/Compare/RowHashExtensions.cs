using System.Globalization;
using System.Text;

namespace RedshiftSync.UnitTests.Compare;

/// <summary>Adds values to a digest as the codecs of their types do.</summary>
internal static class RowHashExtensions
{
    public static void Add(this RowHash hash, long number) =>
        hash.Add(Encoding.UTF8.GetBytes(number.ToString(CultureInfo.InvariantCulture)), DigestForm.Plain);

    public static void Add(this RowHash hash, DateTime time)
    {
        Span<byte> text = stackalloc byte[TimeCodec.CanonicalLength];
        TimeCodec.WriteTime(time, text);
        hash.Add(text, DigestForm.Plain);
    }
}
