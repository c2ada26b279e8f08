using System.Security.Cryptography;
using System.Text;

#pragma warning disable CA5351 // The digest under test uses MD5.

namespace RedshiftSync.UnitTests.Compare;

/// <summary>Digests of single rows. The integration tests compare them with digests computed by servers.</summary>
public sealed class RowHashTests
{
    [Fact]
    public void A_row_hash_is_the_digest_of_the_key_the_digests_of_the_texts_and_the_time()
    {
        var expected = MD5.HashData(Encoding.UTF8.GetBytes($"-5/{Hex("Zoë")}/-/{Hex("")}/2024-05-01 02:03:04.000005"));

        Assert.Equal(
            (Convert.ToInt64(Convert.ToHexString(expected[..4]), 16), Convert.ToInt64(Convert.ToHexString(expected[4..8]), 16)),
            Hash(DigestKind.Content, -5, new DateTime(2024, 5, 1, 2, 3, 4).AddMicroseconds(5), "Zoë", null, ""));
    }

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    [InlineData(0)]
    public void A_key_is_hashed_as_text(long key)
    {
        var expected = MD5.HashData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{key}")));

        Assert.Equal(Convert.ToInt64(Convert.ToHexString(expected[..4]), 16), Hash(DigestKind.Key, key, DateTime.MaxValue, "ignored").Part1);
    }

    [Fact]
    public void A_row_does_not_affect_the_hash_of_the_next()
    {
        var hash = new RowHash(DigestKind.Content);
        Take(hash, 123456, Setting, [new string('x', 70_000), "y"]);

        Assert.Equal(Hash(DigestKind.Content, 7, null, "z", null), Take(hash, 7, null, ["z", null]));
    }

    [Fact]
    public void A_hundred_columns_are_supported()
    {
        var texts = Enumerable.Range(0, 100).Select(i => $"{i}").ToArray();

        Assert.NotEqual(Hash(DigestKind.Content, 1, null, texts), Hash(DigestKind.Content, 1, null, [.. texts[..99], "other"]));
    }

    [Theory]
    [InlineData("a", "b", "ab", "")]
    [InlineData("a/b", "c", "a", "b/c")]
    [InlineData("-", "", null, "")]
    public void Adjacent_texts_are_delimited(string? first, string? second, string? otherFirst, string? otherSecond) =>
        Assert.NotEqual(Hash(DigestKind.Content, 1, null, first, second), Hash(DigestKind.Content, 1, null, otherFirst, otherSecond));

    private static readonly DateTime Setting = new(2024, 5, 1);

    private static (long Part1, long Part2) Hash(DigestKind kind, long key, DateTime? stamp, params string?[] texts) => Take(new RowHash(kind), key, stamp, texts);

    private static (long Part1, long Part2) Take(RowHash hash, long key, DateTime? stamp, string?[] texts)
    {
        hash.Start(key);
        foreach (var text in texts)
        {
            hash.Add(Encoding.UTF8.GetBytes(text ?? ""), text is null);
        }

        return hash.Finish(stamp);
    }

    private static string Hex(string text) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(text)));
}
