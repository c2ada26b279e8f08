using System.Text;

namespace RedshiftSync.UnitTests.Rows;

/// <summary>The text of floats in digests. The integration tests compare it with the text that servers write.</summary>
public sealed class FloatTextTests
{
    [Theory]
    [InlineData(0.0, "0")]
    [InlineData(1.0, "1 0")]
    [InlineData(-1234.5, "-1234.5 0")]
    [InlineData(0.1, "0.1 0")]
    [InlineData(0.00001, "1e-05 0")]
    [InlineData(1e15, "1e+15 0")]
    [InlineData(0.1 + 0.2, "0.3 5.55111512312578e-17")]
    [InlineData(double.MaxValue, ">9.7453140114e+288 -1.08194719976584e+273")]
    [InlineData(double.Epsilon, "<7.93932882663688e-264 -3.525770265361e-279")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "Infinity")]
    [InlineData(double.NegativeInfinity, "-Infinity")]
    public void Text_has_fifteen_digits_and_the_rest(double value, string text)
    {
        Assert.Equal(text, Write(value));
        Assert.Equal("0", Write(-0.0));
    }

    [Fact]
    public void Neighbours_have_different_texts()
    {
        var random = new Random(15);
        double[] borders = [1e300, 1e-290, 9.765625e296, double.MaxValue / 2, double.Epsilon, 1e22];
        var values = borders.Concat(Enumerable.Range(0, 5_000).Select(_ => BitConverter.Int64BitsToDouble(random.NextInt64())));
        foreach (var value in values.Where(double.IsFinite))
        {
            var (texts, neighbour) = (new HashSet<string>(), value);
            for (var i = 0; i < 5; i++)
            {
                Assert.True(texts.Add(Write(neighbour)), $"{value:R}");
                neighbour = Math.BitIncrement(neighbour);
            }
        }
    }

    // 8.0.2 refuses an intermediate result that overflows, or that is too small for full precision.
    [Fact]
    public void No_server_has_to_calculate_out_of_range()
    {
        double[] extremes = [double.MaxValue, 1e300, Math.BitIncrement(1e300), 1e-290, Math.BitDecrement(1e-290), double.Epsilon];
        foreach (var part in extremes.SelectMany(value => Write(value).TrimStart('<', '>').Split(' ')).Where(part => part != "0"))
        {
            Assert.InRange(Math.Abs(double.Parse(part, System.Globalization.CultureInfo.InvariantCulture)), 2.3e-308, 1.79e308);
        }
    }

    private static string Write(double value)
    {
        Span<byte> text = stackalloc byte[FloatText.Width];
        return Encoding.ASCII.GetString(text[..FloatText.Write(value, text)]);
    }
}
