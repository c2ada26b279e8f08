namespace RedshiftSync.UnitTests.Model;

public class WatermarkTests
{
    private static readonly DateTime Noon = new(2024, 5, 1, 12, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void Positions_of_one_cursor_value_are_ordered_only_where_one_has_no_key()
    {
        var (before, one, two, later) = (
            new Watermark(Noon, null), new Watermark(Noon, 1), new Watermark(Noon, 2), new Watermark(Noon.AddTicks(10), null));

        Assert.All([one, two, later], position => Assert.True(position.IsKnownToReach(before)));
        Assert.All([before, one, two], position => Assert.True(later.IsKnownToReach(position) && !position.IsKnownToReach(later)));
        Assert.All([before, one, two, later], position => Assert.True(position.IsKnownToReach(position)));
        Assert.False(one.IsKnownToReach(two) || two.IsKnownToReach(one) || before.IsKnownToReach(one));
    }

    [Fact]
    public void The_text_shows_time_and_key()
    {
        Assert.Equal("2024-05-01T12:00:00.000000Z / 7", new Watermark(Noon, 7).ToString());
        Assert.Equal("2024-05-01T12:00:00.000000Z", new Watermark(Noon, null).ToString());
    }
}
