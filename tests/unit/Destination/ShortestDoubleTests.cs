using System.Globalization;
using RedshiftSync.Adapters.Sqlite;

namespace RedshiftSync.UnitTests.Destination;

public class ShortestDoubleTests
{
    [Theory]
    [InlineData(0.1f, 0.1)]
    [InlineData(-125000.5f, -125000.5)]
    [InlineData(16777216f, 16777216)]
    [InlineData(123456.79f, 123456.79)]
    [InlineData(1.0000001f, 1.0000001)]
    [InlineData(float.MaxValue, 3.4028235e38)]
    [InlineData(float.Epsilon, 1e-45)]
    public void A_real_keeps_its_own_digits(float value, double expected) => Assert.Equal(expected, ShortestDouble.Of(value));

    [Fact]
    public void Every_real_is_the_double_of_its_text()
    {
        var random = new Random(18);
        for (var i = 0; i < 300_000; i++)
        {
            // All bit patterns, and decimal fractions near to what people store.
            var any = BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue));
            var fraction = (float)(random.Next(-20_000_000, 20_000_000) / Math.Pow(10, random.Next(0, 9)));
            Check(any);
            Check(fraction);
            Check(MathF.BitIncrement(fraction));
            Check((float)(random.Next() * Math.Pow(2, -random.Next(0, 32))));
        }

        static void Check(float value)
        {
            var text = value.ToString(CultureInfo.InvariantCulture);
            Assert.True(double.Parse(text, CultureInfo.InvariantCulture).Equals(ShortestDouble.Of(value)), text);
        }
    }
}
