namespace RedshiftSync.UnitTests.Model;

public class WatermarkTests
{
    private static readonly DateTime Noon = new(2024, 5, 1, 12, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void Time_is_compared_before_key_and_no_key_precedes_any_key()
    {
        Watermark[] ascending = [new(Noon, null), new(Noon, long.MinValue), new(Noon, -1), new(Noon, 0), new(Noon, long.MaxValue), new(Noon.AddTicks(10), null), new(Noon.AddTicks(10), 0)];

        Assert.Equal(ascending, ascending.Reverse().Order());
        Assert.All(ascending.Zip(ascending.Skip(1)), pair => Assert.True(pair.First < pair.Second && pair.Second > pair.First && pair.First <= pair.Second && !(pair.First >= pair.Second)));
    }

    [Fact]
    public void The_text_shows_time_and_key()
    {
        Assert.Equal("2024-05-01T12:00:00.000000Z / 7", new Watermark(Noon, 7).ToString());
        Assert.Equal("2024-05-01T12:00:00.000000Z", new Watermark(Noon, null).ToString());
    }
}
