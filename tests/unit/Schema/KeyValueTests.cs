namespace RedshiftSync.UnitTests.Schema;

public sealed class KeyValueTests
{
    [Fact]
    public void A_single_part_that_is_an_integer_is_the_same_key_as_the_integer()
    {
        Assert.Equal(KeyValue.FromInt64(7), KeyValue.Of(7L));
        Assert.Equal(7, KeyValue.Of(7L).Integer);
        Assert.Equal(7L, Assert.Single(KeyValue.FromInt64(7).Parts));
        Assert.Equal(KeyValue.FromInt64(7).GetHashCode(), KeyValue.Of(7L).GetHashCode());
    }

    [Fact]
    public void Keys_are_equal_only_when_every_part_is()
    {
        var key = KeyValue.Of("eu", 7L);

        Assert.Equal(key, KeyValue.Of("eu", 7L));
        Assert.Equal(key.GetHashCode(), KeyValue.Of("eu", 7L).GetHashCode());
        KeyValue[] others =
            [
                KeyValue.Of("eu", 8L), KeyValue.Of("us", 7L), KeyValue.Of(7L, "eu"), KeyValue.Of("eu"), KeyValue.Of(7L),
                KeyValue.Of("eu", "7"),
            ];
        Assert.All(others, other => Assert.NotEqual(key, other));
        Assert.Null(key.Integer);
    }

    [Theory]
    [InlineData("eu", "EU", true)]
    [InlineData("eu", "eu  ", true)]
    [InlineData("eu", " eu", false)]
    [InlineData("eu", "us", false)]
    [InlineData("\u00e9", "E\u0301", true)]
    [InlineData("stra\u00dfe", "STRASSE", true)]
    [InlineData("k", "\u212a", true)]
    [InlineData("a", "a\u0001", true)]
    [InlineData("\u65e5\u672c", "\u65e5\u6708", false)]
    [InlineData("1", "1.00", true)]
    [InlineData("1.0", "1.00", true)]
    [InlineData("1", "100", false)]
    [InlineData("1.01", "1.1", false)]
    public void Texts_that_a_server_may_take_as_equal_may_be_the_same_key(string left, string right, bool expected)
    {
        Assert.Equal(expected, KeyValue.Of(left, 7L).MayBeSame(KeyValue.Of(right, 7L)));
        Assert.NotEqual(KeyValue.Of(left, 7L), KeyValue.Of(right, 7L));
        Assert.False(KeyValue.Of(left, 7L).MayBeSame(KeyValue.Of(right, 8L)));
        Assert.False(KeyValue.Of(left).MayBeSame(KeyValue.FromInt64(7)));
    }

    [Fact]
    public void A_key_is_shown_as_its_parts()
    {
        Assert.Equal("eu/-7", KeyValue.Of("eu", -7L).ToString());
        Assert.Equal("42", KeyValue.FromInt64(42).ToString());
    }
}
