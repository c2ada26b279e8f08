using System.Globalization;
using System.Numerics;

namespace RedshiftSync.UnitTests.Sql;

public sealed class FilterConditionTests
{
    [Theory]
    [InlineData("a = 1")]
    [InlineData("(a = 1 OR b = 2) AND c IS NOT NULL")]
    [InlineData("name = 'it''s (here'")]
    [InlineData("\"odd\"\"name)\\\" = 'a -- b /* c ; $1 @x :y'")]
    [InlineData("d::date = '2024-01-01'::date")]
    [InlineData("a - -1 > b / 2 AND c <> '' AND e % 2 = 0 AND f ~ '^x'")]
    [InlineData("größe > 3 AND 𝒜 = 1")]
    [InlineData("id IN (SELECT id FROM other WHERE x = 1 ORDER BY 1 LIMIT 3)")]
    [InlineData("payload.items[0].price > 3")]
    [InlineData("t.\"order\" = 1 AND extract(year from d) = 2024")]
    [InlineData("a = date '2024-01-01'\n  AND b = 1")]
    [InlineData("limits = 1 AND selected AND u & 'x' = 'y'")]
    public void A_condition_is_taken_as_it_is(string filter)
    {
        var condition = FilterCondition.Parse($"  {filter}\n");

        Assert.Equal((filter, filter), (condition.Sql, condition.Fingerprint));
        Assert.Empty(condition.Parameters);
    }

    [Fact]
    public void A_name_of_a_value_has_no_at_sign()
    {
        var error = Assert.Throws<SyncException>(() => FilterCondition.Parse("region = @r", [new("@r", "eu")]));

        Assert.Equal(ErrorId.FilterInvalid, error.ErrorId);
        Assert.Contains("without it", error.Advice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \t\n")]
    [InlineData("a) or (1=1")]
    [InlineData("a = 1)")]
    [InlineData("(a = 1")]
    [InlineData("a[1) = (2]")]
    [InlineData("a = 'x")]
    [InlineData("a = \"x")]
    [InlineData("a = 'it''s")]
    [InlineData("a = 1 -- all")]
    [InlineData("a = 1 /* all */")]
    [InlineData("a = 1 +/* all */ 2")]
    [InlineData("a = 1;")]
    [InlineData("(a = 1; b)")]
    [InlineData("a = 'x\0'")]
    [InlineData("a = 'x\\'")]
    [InlineData("a = '\\' OR 1=1 --'")]
    [InlineData("a = \\x")]
    [InlineData("a = E'x'")]
    [InlineData("a = e'x'")]
    [InlineData("a = x_e'x'")]
    [InlineData("a = 1'x'")]
    [InlineData("a = U&'x'")]
    [InlineData("u&\"x\" = 1")]
    [InlineData("a = $$x$$")]
    [InlineData("a = $t$x$t$")]
    [InlineData("a = $1")]
    [InlineData("a$b = 1")]
    [InlineData("a = :name")]
    [InlineData("a = 10:30")]
    [InlineData("a:::int = 1")]
    [InlineData("a = @")]
    [InlineData("a @> b")]
    [InlineData("a <@ b")]
    [InlineData("a @@ b")]
    [InlineData("a @ @known")]
    [InlineData("a = x@known")]
    [InlineData("a = 1@known")]
    [InlineData("a = @unknown")]
    [InlineData("a = @known.b")]
    [InlineData("a = @known\u0301")]
    [InlineData("a = @known AND b = someone@example.com")]
    [InlineData("WHERE a = 1")]
    [InlineData("a = 1 order by b")]
    [InlineData("a = 1 UNION SELECT 2")]
    [InlineData("a\u00a0= 1")]
    [InlineData("a = \u201cx\u201d")]
    [InlineData("a\v= 1")]
    public void Anything_else_is_refused(string filter)
    {
        // A value that is not used would be refused, too.
        (string, object?)[] values = filter.Contains("@known", StringComparison.Ordinal) ? [("known", 1)] : [];

        Assert.Equal("FilterInvalid", Assert.Throws<SyncException>(() => Parse(filter, values)).ErrorId);
    }

    // An attribute cannot hold a lone surrogate.
    [Fact]
    public void Half_a_character_is_refused()
    {
        Assert.Throws<SyncException>(() => Parse("a = '\ud83d'"));
        Assert.Throws<SyncException>(() => Parse("a = @x", ("x", "\ud83d")));
        Assert.Throws<SyncException>(() => Parse("a = @x", ("x", "a\0")));
    }

    [Fact]
    public void A_parameter_is_renamed_and_bound_once()
    {
        var condition = Parse("a=@T or b>@id::int or @t < c or d = '@id'", ("t", "x"), ("ID", 5));

        Assert.Equal("a=@filter_1 or b>@filter_2::int or @filter_1 < c or d = '@id'", condition.Sql);
        Assert.Equal(
            [new("filter_1", "x", SqlValueType.Untyped), new("filter_2", 5L, SqlValueType.Number)], condition.Parameters);
        Assert.Equal("@filter_1", condition.Parameters[0].ToString());
    }

    [Fact]
    public void Names_are_given_once()
    {
        Assert.Throws<SyncException>(() => Parse("a = @x", ("x", 1), ("X", 2)));
        Assert.Throws<SyncException>(() => Parse("a = @x", ("x", 1), ("y", 2)));
        Assert.Throws<SyncException>(() => Parse("a = '@x'", ("x", 1)));
    }

    public static TheoryData<object, object> Values => new()
    {
        { "text", "text" },
        { 'c', "c" },
        { true, "true" },
        { (byte)1, 1L },
        { (sbyte)-1, -1L },
        { ushort.MaxValue, 65535L },
        { uint.MaxValue, 4294967295L },
        { long.MinValue, long.MinValue },
        { 7UL, 7L },
        { ulong.MaxValue, "18446744073709551615" },
        { BigInteger.One, 1L },
        { BigInteger.Pow(10, 30), "1000000000000000000000000000000" },
        { 1.50m, "1.50" },
        { 0.1, "0.1" },
        { 0.1f, "0.1" },
        { 100.0, "100" },
        { -1e16, "-10000000000000000" },
        { 1e20, "1E+20" },
        { double.PositiveInfinity, "Infinity" },
        { new DateTime(2024, 5, 1, 8, 0, 0, DateTimeKind.Utc).AddTicks(1_234_567), "2024-05-01 08:00:00.123456+00" },
        { new DateTime(2024, 5, 1, 8, 0, 0, DateTimeKind.Unspecified), "2024-05-01 08:00:00.000000" },
        { new DateTime(2024, 5, 1, 8, 0, 0, DateTimeKind.Utc).ToLocalTime(), "2024-05-01 08:00:00.000000+00" },
        { new DateTimeOffset(2024, 5, 1, 8, 0, 0, TimeSpan.FromHours(2)), "2024-05-01 06:00:00.000000+00" },
        { new DateOnly(2024, 5, 1), "2024-05-01" },
        { Guid.Parse("0f8fad5b-d9cb-469f-a165-70867728950e"), "0f8fad5b-d9cb-469f-a165-70867728950e" },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void A_value_is_bound_as_a_number_or_as_a_text_without_a_type(object value, object bound)
    {
        var culture = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("ar-SA");
        try
        {
            Assert.Equal(
                new("filter_1", bound, bound is long ? SqlValueType.Number : SqlValueType.Untyped),
                Assert.Single(Parse("a = @v", ("v", value)).Parameters));
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    public static TheoryData<object?> Refusals =>
        [null, TimeSpan.Zero, DayOfWeek.Monday, new[] { "secret" }, new Dictionary<string, int>(), double.NaN, float.NaN, new object()];

    [Theory]
    [MemberData(nameof(Refusals))]
    public void A_value_that_no_column_can_be_compared_with_is_refused(object? value) =>
        Assert.Equal("FilterInvalid", Assert.Throws<SyncException>(() => Parse("a = @v", ("v", value))).ErrorId);

    [Fact]
    public void A_message_never_shows_a_text()
    {
        string[] filters =
        [
            "a = 'secret' --", "a = 'secret", "a = 'secret\\'", "a = secret@example", "a = E'secret'", "a = @secret",
            "a = \u201csecret\u201d", "a = 'secret' ; b", "a = 10:secret", "a = $secret", "a = \"secret",
        ];

        Assert.All(filters, f => Assert.DoesNotContain(
            "secret", Assert.Throws<SyncException>(() => Parse(f)).Message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_fingerprint_tells_values_apart_and_does_not_show_them()
    {
        var one = Parse(" a = @x AND b = @y", ("x", "secret"), ("y", 1)).Fingerprint;

        Assert.Equal(one, Parse("a = @x AND b = @y", ("Y", 1L), ("X", "secret")).Fingerprint);
        Assert.NotEqual(one, Parse("a = @x AND b = @y", ("x", "Secret"), ("y", 1)).Fingerprint);
        Assert.NotEqual(one, Parse("a = @x AND b = @y", ("x", "secret"), ("y", "1")).Fingerprint);
        Assert.NotEqual(one, Parse("a = @x AND b  = @y", ("x", "secret"), ("y", 1)).Fingerprint);
        Assert.StartsWith("a = @x AND b = @y; sha256:", one, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", one, StringComparison.OrdinalIgnoreCase);
    }

    private static FilterCondition Parse(string filter, params (string Name, object? Value)[] values) =>
        FilterCondition.Parse(filter, values.Select(v => KeyValuePair.Create(v.Name, v.Value)));
}
