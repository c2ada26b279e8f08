using System.Security.Cryptography;
using System.Text;

#pragma warning disable CA5351 // The digest under test uses MD5.

namespace RedshiftSync.UnitTests.Compare;

/// <summary>Digests of single rows. The integration tests compare them with digests computed by servers.</summary>
public sealed class RowHashTests
{
    private static readonly DateTime Time = new DateTime(2024, 5, 1, 2, 3, 4).AddMicroseconds(5);

    [Fact]
    public void A_row_hash_is_of_the_key_the_texts_with_their_lengths_or_hashes_and_the_time()
    {
        var hash = new RowHash(LayoutOf(DigestKind.Content));
        hash.Start();
        hash.Add(-5);
        Assert.Equal(FirstBits("-5") % 1000, hash.Bucket(1000, out var keyHash));
        Assert.Equal(FirstBits("-5"), keyHash);

        hash.Add("Zoë"u8, DigestForm.Hashed);
        hash.Add("Zoë/"u8, DigestForm.Prefixed);
        hash.AddNull();
        hash.Add(""u8, DigestForm.Prefixed);
        hash.Add(Time);
        var hex = Convert.ToHexStringLower(MD5.HashData("Zoë"u8));
        Assert.Equal(FirstBits($"-5/{hex}/4:Zoë//-/0:/2024-05-01 02:03:04.000005"), hash.Digest(keyHash));
    }

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    [InlineData(0)]
    public void A_key_is_its_own_digest_where_only_keys_are_compared(long key)
    {
        var hash = new RowHash(LayoutOf(DigestKind.Key));
        hash.Start();
        hash.Add(key);
        hash.Bucket(7, out var keyHash);

        Assert.Equal(FirstBits(FormattableString.Invariant($"{key}")), hash.Digest(keyHash));
    }

    [Fact]
    public void A_row_does_not_affect_the_hash_of_the_next()
    {
        var hash = new RowHash(LayoutOf(DigestKind.Content));
        Take(hash, 123456, new string('x', 70_000), "y");

        Assert.Equal(Take(new RowHash(LayoutOf(DigestKind.Content)), 7, "z", null), Take(hash, 7, "z", null));
    }

    [Theory]
    [InlineData("a", "b", "ab", "")]
    [InlineData("a/b", "c", "a", "b/c")]
    [InlineData("a/1:b", "c", "a", "b/1:c")]
    [InlineData("-", "", null, "")]
    public void Adjacent_texts_are_delimited(string? first, string? second, string? otherFirst, string? otherSecond)
    {
        var hash = new RowHash(LayoutOf(DigestKind.Content));

        Assert.NotEqual(Take(hash, 1, first, second), Take(hash, 1, otherFirst, otherSecond));
    }

    // Redshift concatenates no more than 65,535 bytes, and a text without a declared length may be that long by itself.
    [Fact]
    public void Texts_that_may_be_long_are_hashed_by_themselves()
    {
        Assert.Equal(
            [DigestForm.Plain, DigestForm.Plain, DigestForm.Prefixed, DigestForm.Hashed, DigestForm.Hashed, DigestForm.Prefixed],
            FormsOf(Text(100), Text(null), Text(20_000), Text(255)));
        Assert.InRange(FormsOf([.. Enumerable.Repeat(Text(1000), 300)]).Count(f => f == DigestForm.Prefixed), 10, 16);
    }

    // 1,600 columns are the most that a table of Redshift has.
    [Theory]
    [InlineData("double precision")]
    [InlineData("numeric")]
    [InlineData("bigint")]
    [InlineData("timestamp")]
    [InlineData("varchar")]
    public void No_row_exceeds_the_longest_text(string type)
    {
        var column = new Column("c") { Type = ColumnType.Named(type) with { Precision = 38, Scale = 10, Length = 40 } };
        var layout = LayoutOf(DigestKind.Content, [.. Enumerable.Repeat(column, 1598)]);

        Assert.InRange(layout.Key.Concat(layout.Rest).Sum(Width), 1598 * 10, 65_535);
        Assert.NotEqual(DigestForm.Hashed, layout.Rest[1].Form);

        static int Width(DigestPart part) => 1 + part.Form switch
        {
            DigestForm.Hashed => 32,
            DigestForm.Prefixed => (part.Column.Type!.Length!.Value * 4) + 6,
            _ => part.Column.Codec.CanonicalWidth(part.Column.Type!)!.Value,
        };
    }

    [Fact]
    public void Columns_without_a_canonical_text_are_named_and_not_digested()
    {
        string[] compared = ["numeric", "real", "date", "time", "timetz", "boolean"];
        string[] others = ["super", "varbyte", "geometry", "geography", "hllsketch", "uuid"];
        Column[] columns = [.. others.Concat(compared).Select(type => new Column(type) { Type = ColumnType.Named(type) })];
        var schema = new TableSchema(
            new TableName(null, "t"), [.. columns, new Column("c") { IsCursor = true, Type = ColumnType.Named("date") }]);

        Assert.Equal(["u", .. compared], LayoutOf(DigestKind.Content, columns).Rest.Select(p => p.Column.Name));
        Assert.Equal(string.Join(",", others), string.Join(",", DigestLayout.FindUncompared(schema)));
    }

    private static Column Text(int? length) => new("t") { Type = ColumnType.Named("varchar") with { Length = length } };

    private static IEnumerable<DigestForm> FormsOf(params Column[] texts)
    {
        var layout = LayoutOf(DigestKind.Content, texts);
        return layout.Key.Concat(layout.Rest).Select(p => p.Form);
    }

    private static DigestLayout LayoutOf(DigestKind kind, params Column[] texts) => new(
        new TableSchema(
            new TableName(null, "t"),
            [
                new Column("u") { IsCursor = true, Type = ColumnType.Named("timestamp") },
                new Column("k") { KeyPart = 1, Type = ColumnType.Named("bigint") },
                .. texts,
            ]),
        kind);

    private static long Take(RowHash hash, long key, params string?[] texts)
    {
        hash.Start();
        hash.Add(key);
        foreach (var text in texts)
        {
            if (text is null)
            {
                hash.AddNull();
            }
            else
            {
                hash.Add(Encoding.UTF8.GetBytes(text), DigestForm.Prefixed);
            }
        }

        return hash.Finish();
    }

    private static long FirstBits(string content) =>
        Convert.ToInt64(Convert.ToHexString(MD5.HashData(Encoding.UTF8.GetBytes(content)))[..15], 16);
}
