using System.Text;

namespace RedshiftSync.Bench.Micro;

/// <summary>The same row again and again, as bytes, without a network.</summary>
internal sealed class MemoryReader : IRowReader
{
    public const int TextColumns = 3;

    private static readonly byte[][] Texts = [.. new[] { "First17", "Lastname4711", "customer4711@example.com" }.Select(Encoding.UTF8.GetBytes)];
    private static readonly DateTime Time = new DateTime(2024, 5, 1, 12, 30, 0, DateTimeKind.Utc).AddTicks(1234560);

    public bool IsKeyNull => false;

    public long Key { get; private set; }

    public DateTime? Timestamp => Time;

    public bool Read()
    {
        Key++;
        return true;
    }

    public string? GetText(int index) => Encoding.UTF8.GetString(Texts[index]);

    public int CopyText(int index, byte[] buffer, int offset)
    {
        var text = Texts[index];
        text.AsSpan(0, Math.Min(text.Length, buffer.Length - offset)).CopyTo(buffer.AsSpan(offset));
        return text.Length;
    }

    public void Dispose()
    {
    }
}
