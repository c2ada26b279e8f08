using System.Globalization;
using System.Numerics;

namespace RedshiftSync.IntegrationTests.Comparison;

/// <summary>Extreme and random values of a type, as literals.</summary>
internal static class RandomValues
{
    private static readonly double[] Floats =
    [
        0, -0.0, double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1, -1, 0.1, 0.5, 1e15, 1e-5, 123456789012345678,
        100000000000000.5, 562949953421312.125, 999999999999999.5,
    ];

    // Where the text of a double has another form, and the ends of its range.
    private static readonly double[] Borders =
        [double.MaxValue, 1.7976931348623155e308, double.Epsilon, 2.2250738585072014e-308, 1e300, 1e-290, 5e-324 * 9];

    /// <summary>Returns values of a type.</summary>
    public static IEnumerable<string> Of(string type, Random random, int count)
    {
        var name = type.Split('(')[0];
        return name switch
        {
            "smallint" => ["-32768", "32767", "0"],
            "bigint" => ["-9223372036854775808", "9223372036854775807", .. Many(() => random.NextInt64(long.MinValue, long.MaxValue))],
            "numeric" => type == name
                ? ["NaN", "0.00", "100", "1e30", "1e-30", .. Many(() => Decimal(random, random.Next(1, 60), random.Next(0, 30)))]
                : ["NaN", "0", .. Many(() => Decimal(random, type))],
            "real" =>
            [
                .. Floats.Select(Text), "3.4028235e38", "1e-45", "1.1754944e-38", .. Many(() => RandomReal(random)),
                .. Many(() => (float)random.NextDouble()),
            ],
            "double precision" =>
            [
                .. Floats.Select(Text), .. Borders.SelectMany(x => (double[])[x, -x, Math.BitDecrement(x)]).Select(Text),
                .. Borders.Where(x => x < double.MaxValue).Select(Math.BitIncrement).Select(Text),
                .. Many(() => Text(BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue)))),
                .. Many(() => Decimal(random, random.Next(1, 18), random.Next(0, 6))),
                .. Many(() => Text((random.NextInt64(1L << 53) + 0.5) / (1 << random.Next(0, 8)))),
            ],
            "boolean" => ["true", "false"],
            "date" => ["0001-01-01", "9999-12-31", "2000-02-29", .. Many(() => Time(random)[..10])],
            "time" => ["00:00:00", "24:00:00", "23:59:59.999999", "12:00:00.1", .. Many(() => Time(random)[11..])],
            "timetz" => ["00:00:00+15:59:59", "24:00:00-15:59:59", "12:00:00+05:30", .. Many(() => Time(random)[11..] + Zone(random))],
            "timestamptz" => ["0001-01-01 00:00:00Z", "9999-12-31 23:59:59.999999Z", .. Many(() => Time(random) + "Z")],
            _ => ["0001-01-01", "9999-12-31 23:59:59.999999", .. Many(() => Time(random))],
        };

        IEnumerable<string> Many<T>(Func<T> next) =>
            Enumerable.Range(0, count).Select(_ => Convert.ToString(next(), CultureInfo.InvariantCulture)!);
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string RandomReal(Random random)
    {
        var real = BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue));
        return real.ToString("R", CultureInfo.InvariantCulture);
    }

    private static string Decimal(Random random, string type)
    {
        var sizes = type.Split('(', ',', ')');
        var (precision, scale) = (int.Parse(sizes[1], CultureInfo.InvariantCulture), int.Parse(sizes[2], CultureInfo.InvariantCulture));
        return Decimal(random, random.Next(1, precision + 1), scale);
    }

    private static string Decimal(Random random, int digits, int scale)
    {
        var drawn = string.Concat(Enumerable.Range(0, digits).Select(_ => random.Next(10)));
        var number = BigInteger.Parse(drawn, CultureInfo.InvariantCulture);
        var text = number.ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        return $"{(random.Next(2) == 0 ? "-" : "")}{text[..^scale]}{(scale > 0 ? "." : "")}{text[^scale..]}";
    }

    private static string Time(Random random) =>
        new DateTime(random.NextInt64(DateTime.MaxValue.Ticks)).ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture)
            .TrimEnd(random.Next(2) == 0 ? '0' : '\0').TrimEnd('.');

    private static string Zone(Random random) =>
        $"{(random.Next(2) == 0 ? "+" : "-")}{random.Next(16):00}{(random.Next(2) == 0 ? "" : $":{random.Next(60):00}")}";
}
