namespace RedshiftSync.UnitTests.Compare;

/// <summary>A list of offsets gives the same values as its time zone.</summary>
public sealed class LocalTimesTests
{
    private static readonly DateTime Start = new(2023, 3, 26, 0, 30, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData("Europe/Berlin", 5)]
    [InlineData("W. Europe Standard Time", 5)]
    [InlineData("America/New_York", 3)]
    [InlineData("Australia/Lord_Howe", 5)]
    [InlineData("Africa/Casablanca", 4)]
    [InlineData("Asia/Kolkata", 1)]
    public void Times_between_start_and_watermark_convert_as_in_the_time_zone(string zone, int offsets)
    {
        var (axis, times) = Of(TimeZoneInfo.FindSystemTimeZoneById(zone), Start, new DateTime(2024, 10, 27, 1, 0, 0, DateTimeKind.Utc));

        Assert.Equal(offsets, times.Offsets.Count);
        for (var utc = Start; utc < new DateTime(2024, 10, 27, 2, 0, 0); utc = utc.AddMinutes(15))
        {
            Assert.Equal(axis.FromUtc(utc), times.FromUtc(utc));
            Assert.Equal(axis.FromUtc(utc.AddTicks(-10)), times.FromUtc(utc.AddTicks(-10)));
        }
    }

    [Fact]
    public void A_custom_time_zone_is_supported()
    {
        var zone = TimeZoneInfo.CreateCustomTimeZone("The plant's", new TimeSpan(5, 37, 0), "p", "p");
        var (axis, times) = Of(zone, Start, Start.AddDays(1));

        Assert.Equal(axis.FromUtc(Start), times.FromUtc(Start));
        Assert.Equal([zone.BaseUtcOffset], times.Offsets.Select(o => o.Offset));
    }

    [Fact]
    public void Times_at_the_ends_of_the_calendar_are_converted()
    {
        var (_, times) = Of(TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo"), DateTime.MinValue, DateTime.MaxValue.AddDays(-365 * 7000));

        Assert.Equal(DateTime.MaxValue, times.FromUtc(DateTime.MaxValue));
        Assert.Equal(TimeSpan.FromHours(9), times.Offsets[0].Offset);
    }

    [Fact]
    public void Days_and_integers_have_no_offsets()
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo");
        var (day, number) = (CursorValue.OfDay(Start), CursorValue.OfInteger(5));

        Assert.Empty(LocalTimes.Of(new CursorAxis(SqlValueType.Date, zone), new(new(day, 1), Guid.NewGuid(), day)).Offsets);
        Assert.Empty(LocalTimes.Of(new CursorAxis(SqlValueType.Number), new(new(number, 1), Guid.NewGuid(), number)).Offsets);
    }

    [Fact]
    public void Without_a_time_zone_there_are_no_offsets()
    {
        Assert.Empty(LocalTimes.Of(new CursorAxis(SqlValueType.TimestampWithZone), new(new(Start, 1), Guid.NewGuid(), Start)).Offsets);
        Assert.Equal(Start, LocalTimes.Utc.FromUtc(Start));
    }

    // Version 0.1.0 stored the Windows name on some systems.
    [Fact]
    public void A_time_zone_is_equal_under_its_Windows_name()
    {
        var source = new SourceIdentity("cluster", "dev", "t", [], "Europe/Berlin");

        Assert.Equal(source, source with { TimeZone = "W. Europe Standard Time" });
        Assert.NotEqual(source, source with { TimeZone = "Eastern Standard Time" });
        Assert.NotEqual(source, source with { TimeZone = null });
        Assert.Equal("Europe/Berlin", ZoneName.Of(TimeZoneInfo.FindSystemTimeZoneById("W. Europe Standard Time")));
    }

    private static (CursorAxis Axis, LocalTimes Times) Of(TimeZoneInfo zone, DateTime start, DateTime end)
    {
        var axis = new CursorAxis(SqlValueType.Timestamp, zone);
        var checkpoint = new DestinationCheckpoint(
            new(DateTime.SpecifyKind(end, DateTimeKind.Utc), 1), Guid.NewGuid(), DateTime.SpecifyKind(start, DateTimeKind.Utc));
        return (axis, LocalTimes.Of(axis, checkpoint));
    }
}
