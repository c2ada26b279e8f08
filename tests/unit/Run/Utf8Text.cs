using System.Text;

namespace RedshiftSync.UnitTests.Run;

/// <summary>What <see cref="IRowReader.CopyText"/> does, for a text in memory.</summary>
internal static class Utf8Text
{
    public static int Copy(string? text, byte[] buffer, int offset)
    {
        if (text is null)
        {
            return -1;
        }

        var bytes = Encoding.UTF8.GetBytes(text);
        bytes.AsSpan(0, Math.Min(bytes.Length, buffer.Length - offset)).CopyTo(buffer.AsSpan(offset));
        return bytes.Length;
    }
}
