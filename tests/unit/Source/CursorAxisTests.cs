using System.Globalization;

namespace RedshiftSync.UnitTests.Source;

/// <summary>Berlin: clocks go from 02:00 to 03:00 on 2024-03-31, and from 03:00 back to 02:00 on 2024-10-27 at 01:00 UTC.</summary>
public sealed class CursorAxisTests
{
    private static readonly CursorAxis Berlin = new(SqlValueType.Timestamp, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));

    [Theory]
    [InlineData("2024-07-01 12:00:00.000001", "2024-07-01 10:00:00.000001")]
    [InlineData("2024-12-01 12:00:00.000001", "2024-12-01 11:00:00.000001")]
    [InlineData("2024-03-31 01:59:59.999999", "2024-03-31 00:59:59.999999")]
    [InlineData("2024-03-31 02:00:00", null)]
    [InlineData("2024-03-31 02:59:59.999999", null)]
    [InlineData("2024-03-31 03:00:00", "2024-03-31 01:00:00")]
    [InlineData("2024-10-27 01:59:59.999999", "2024-10-26 23:59:59.999999")]
    [InlineData("2024-10-27 02:00:00", "2024-10-27 01:00:00")]
    [InlineData("2024-10-27 02:59:59.999999", "2024-10-27 01:59:59.999999")]
    [InlineData("0001-01-01 00:00:00", null)]
    public void A_timestamp_maps_to_at_most_one_point_in_time_and_back(string timestamp, string? utc)
    {
        var found = Berlin.ToUtc(Time(timestamp));

        Assert.Equal(utc is null ? null : Time(utc), found);
        if (found is { } point)
        {
            Assert.Equal(Time(timestamp), Berlin.FromUtc(point));
        }
    }

    [Theory]
    [InlineData("2024-10-26 23:59:59.999999", "2024-10-27 01:59:59.999999")]
    [InlineData("2024-10-27 00:00:00", "2024-10-27 02:00:00")]
    [InlineData("2024-10-27 00:30:00", "2024-10-27 02:00:00")]
    [InlineData("2024-10-27 00:59:59.999999", "2024-10-27 02:00:00")]
    [InlineData("2024-10-27 01:00:00", "2024-10-27 02:00:00")]
    [InlineData("2024-10-27 01:30:00", "2024-10-27 02:30:00")]
    [InlineData("2024-07-01 10:00:00", "2024-07-01 12:00:00")]
    public void The_repeated_hour_of_autumn_is_not_past_before_it_is_over(string utc, string timestamp) =>
        Assert.Equal(Time(timestamp), Berlin.EarliestFrom(Time(utc)));

    // By brute force: no later timestamp is below the bound.
    [Theory]
    [InlineData("Europe/Berlin")]
    [InlineData("America/New_York")]
    [InlineData("Australia/Lord_Howe")]
    [InlineData("Asia/Kolkata")]
    public void No_later_timestamp_is_below_the_earliest(string zone)
    {
        var axis = new CursorAxis(SqlValueType.Timestamp, TimeZoneInfo.FindSystemTimeZoneById(zone));
        for (var utc = Time("2024-01-01 00:00:00"); utc.Year == 2024; utc = utc.AddMinutes(7))
        {
            var earliest = axis.EarliestFrom(utc);
            for (var later = 0; later <= 180; later += 5)
            {
                Assert.True(axis.FromUtc(utc.AddMinutes(later)) >= earliest);
            }
        }
    }

    [Fact]
    public void Without_a_time_zone_a_timestamp_is_UTC()
    {
        var axis = new CursorAxis(SqlValueType.TimestampWithZone);
        var time = Time("2024-10-27 02:30:00");

        Assert.Equal(time, axis.ToUtc(time));
        Assert.Equal(time, axis.FromUtc(time));
        Assert.Equal(time, axis.EarliestFrom(time));
    }

    // The last moments of the calendar mean that there is no end.
    [Theory]
    [InlineData("9999-12-30 12:00:00", null, "9999-12-31")]
    [InlineData("9999-12-31 00:00:00", null, "9999-12-31")]
    [InlineData("9999-12-31 00:00:01", null, null)]
    [InlineData("9999-12-31 23:59:59.9999999", null, null)]
    [InlineData("9999-12-31 23:59:59.9999999", "Europe/Berlin", null)]
    [InlineData("9999-12-31 23:59:59.9999999", "America/New_York", null)]
    public void No_day_follows_the_last_one(string bound, string? zone, string? day)
    {
        var axis = new CursorAxis(SqlValueType.Date, zone is null ? null : TimeZoneInfo.FindSystemTimeZoneById(zone));

        Assert.Equal(day, axis.AdaptBound(Time(bound))?.ToString());
        Assert.NotNull(axis.Adapt(Time(bound)));
    }

    [Fact]
    public void A_clock_on_the_last_day_bounds_nothing() =>
        Assert.Null(new CursorAxis(SqlValueType.Date).BoundAt(DateTime.MaxValue, TimeSpan.Zero));

    private static DateTime Time(string text) => DateTime.SpecifyKind(DateTime.Parse(text, CultureInfo.InvariantCulture), DateTimeKind.Utc);
}
