namespace RedshiftSync.UnitTests.Compare;

/// <summary>How much a comparison of tables in memory reads.</summary>
public sealed class ComparisonCostTests : ComparisonTest
{
    [Fact]
    public void Equal_tables_are_scanned_once()
    {
        var (there, here) = (new MemoryDigests(Table(1, 5000)), new MemoryDigests(Table(1, 5000)));

        Assert.Empty(Comparison(there, here).Run());
        Assert.Equal((1, 1, 0, 0), (there.Scans, here.Scans, there.RowsRead, here.RowsRead));
    }

    [Fact]
    public void One_change_among_many_rows_is_found_by_few_digests()
    {
        var there = new MemoryDigests(Table(1, 300_000));
        var here = new MemoryDigests(Table(1, 300_000).Select(r => r.Key.Integer == 265_432 ? r with { Name = "N265432" } : r));
        var comparison = Comparison(there, here);

        Assert.Equal([new(265_432, DifferenceKind.Stale)], comparison.Run());
        Assert.Equal((2, 2), (there.Scans, here.Scans));
        Assert.InRange(there.RowsRead, 1, 100);
        Assert.InRange(comparison.DigestsRead, 1, 300_000 / 8);
    }

    [Fact]
    public void A_thousand_scattered_changes_transfer_a_small_part_of_many_rows()
    {
        var there = Table(1, 200_000);
        var comparison = Comparison(new(there), new(there.Where(r => r.Key.Integer % 200 != 0)));

        Assert.Equal(1000, comparison.Run().Count(d => d.Kind == DifferenceKind.Missing));
        Assert.InRange(comparison.DigestsRead, 1000, 200_000);
    }

    // An empty source, or one that was refilled: memory must not grow with the table.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Tables_that_differ_in_every_row_are_scanned_twice(bool isEmpty)
    {
        var there = new MemoryDigests(isEmpty ? [] : Table(1, 200_000).Select(r => r with { Name = "other" }));
        var here = new MemoryDigests([.. Table(1, 200_000), new(long.MaxValue)]);

        Assert.Equal(200_001, Comparison(there, here).Run().Count());
        Assert.Equal((2, 2), (there.Scans, here.Scans));
    }

    [Fact]
    public void The_first_differences_are_returned_before_the_last_rows_are_read()
    {
        var (there, here) = (new MemoryDigests([]), new MemoryDigests(Table(1, 100_000)));

        Assert.Equal(3, Comparison(there, here).Run().Take(3).Count());
        Assert.InRange(here.RowsRead, 1, 1000);
        Assert.Equal((0, 0), (there.OpenStreams, here.OpenStreams));
    }

    [Fact]
    public void Cancellation_ends_a_comparison()
    {
        using var stop = new CancellationTokenSource();
        var here = new MemoryDigests(Table(1, 100_000));
        here.OnRead = () =>
        {
            if (here.RowsRead == 3)
            {
                stop.Cancel();
            }
        };

        Assert.ThrowsAny<OperationCanceledException>(() => new TableComparison(_ => new MemoryDigests([]), here, stop.Token).Run().Count());
    }
}
