using System.Globalization;
using System.Text;
using CsCheck;

namespace RedshiftSync.UnitTests.Model;

public class IsoTimestampTests
{
    [Theory]
    [InlineData("2024-05-01", "2024-05-01T00:00:00.000000Z")]
    [InlineData("2024-05-01T12:30", "2024-05-01T12:30:00.000000Z")]
    [InlineData("2024-05-01 12:30:15", "2024-05-01T12:30:15.000000Z")]
    [InlineData("2024-05-01T12:30:15.5", "2024-05-01T12:30:15.500000Z")]
    [InlineData("2024-05-01T12:30:15.000001Z", "2024-05-01T12:30:15.000001Z")]
    [InlineData("2024-05-01T00:30:00+02:00", "2024-04-30T22:30:00.000000Z")]
    [InlineData("2024-05-01T00:30:00-0530", "2024-05-01T06:00:00.000000Z")]
    [InlineData("2024-05-01T00:30:00+02", "2024-04-30T22:30:00.000000Z")]
    [InlineData("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000000Z")]
    [InlineData("9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z")]
    [InlineData(" 2024-05-01 ", "2024-05-01T00:00:00.000000Z")]
    [InlineData("01/05/2024", null)]
    [InlineData("2024-13-01", null)]
    [InlineData("1.5.2024 12:00", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Texts_are_year_first_and_UTC_by_default(string? text, string? expected)
    {
        var isTime = IsoTimestamp.TryParse(text, out var utc);

        Assert.Equal(expected, isTime ? IsoTimestamp.Format(utc) : null);
    }

    [Theory]
    [InlineData("ar-SA")]
    [InlineData("th-TH")]
    [InlineData("fa-IR")]
    [InlineData("de-DE")]
    public void Culture_and_calendar_have_no_effect(string culture)
    {
        var previous = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);

            Assert.True(IsoTimestamp.TryParse("2024-02-29T01:02:03.000004Z", out var utc));
            Assert.Equal("2024-02-29T01:02:03.000004Z", IsoTimestamp.Format(utc));
        }
        finally
        {
            CultureInfo.CurrentCulture = previous;
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 10)]
    [InlineData(9, 10)]
    [InlineData(10, 10)]
    [InlineData(11, 20)]
    public void A_bound_is_rounded_up_to_a_microsecond(long ticks, long expected) =>
        Assert.Equal(expected, IsoTimestamp.CeilingToMicrosecond(new DateTime(ticks, DateTimeKind.Utc)).Ticks);

    [Fact]
    public void The_last_representable_time_is_not_rounded_up() =>
        Assert.Equal(DateTime.MaxValue, IsoTimestamp.CeilingToMicrosecond(DateTime.MaxValue));

    [Fact]
    public void Every_time_is_formatted_as_by_the_framework() =>
        Gen.DateTime.Select(t => DateTime.SpecifyKind(t, DateTimeKind.Utc)).Sample(time =>
    {
        var expected = time.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
        Span<byte> utf8 = stackalloc byte[IsoTimestamp.Length];
        IsoTimestamp.Write(time, utf8);

        return IsoTimestamp.Format(time) == expected && Encoding.UTF8.GetString(utf8) == expected;
    });
}
