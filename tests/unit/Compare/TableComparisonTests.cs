namespace RedshiftSync.UnitTests.Compare;

/// <summary>Which differences a comparison of tables in memory finds.</summary>
public sealed class TableComparisonTests : ComparisonTest
{
    private static readonly DateTime Old = new(2024, 5, 1);

    [Fact]
    public void Equal_tables_have_no_differences()
    {
        Assert.Empty(Compare([], []));
        Assert.Empty(Compare(Table(1, 5000), Table(1, 5000)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5000)]
    public void Without_a_destination_every_row_is_missing_and_without_a_source_every_row_is_surplus(int rows)
    {
        Assert.Equal(Table(1, rows).Select(r => new KeyDifference(r.Key, DifferenceKind.Missing)), Compare(Table(1, rows), []));
        Assert.Equal(Table(1, rows).Select(r => new KeyDifference(r.Key, DifferenceKind.Surplus)), Compare([], Table(1, rows)));
    }

    [Fact]
    public void Each_kind_of_difference_is_found()
    {
        var there = Table(1, 3000);
        MemoryRow[] here =
            [.. there.Where(r => r.Key.Integer != 7).Select(r => r.Key.Integer == 1500 ? r with { Name = "y" } : r), new(2_000_000)];

        Assert.Equal(
            [new(7, DifferenceKind.Missing), new(1500, DifferenceKind.Stale), new(2_000_000, DifferenceKind.Surplus)],
            Compare(there, here));
    }

    [Fact]
    public void A_changed_time_and_a_changed_NULL_are_differences()
    {
        MemoryRow[] there = [new(1, "x", Old), new(2, null), new(3, ""), new(4, "-"), new(5)];

        MemoryRow[] here = [new(1, "x", Old.AddMicroseconds(1)), new(2, ""), new(3, null), new(4, null), new(5)];

        Assert.Equal([1, 2, 3, 4], Compare(there, here).Select(d => d.Key.Integer!.Value));
    }

    // The sum of a bucket must neither let differences cancel out nor depend on the order of rows.
    [Fact]
    public void Swapped_contents_are_two_differences()
    {
        var there = Table(1, 2000);
        var here = there.Select(r => r.Key.Integer == 10 ? r with { Name = "n11" } : r.Key.Integer == 11 ? r with { Name = "n10" } : r);

        Assert.Equal([10, 11], Compare(there, here).Select(d => d.Key.Integer!.Value));
    }

    [Fact]
    public void Keys_of_texts_and_of_several_parts_are_compared_exactly()
    {
        MemoryRow[] there =
        [
            new(KeyValue.Of("a")), new(KeyValue.Of("A")), new(KeyValue.Of("a ")), new(KeyValue.Of("r1", 7L)), new(KeyValue.Of("r1", 8L)),
        ];

        Assert.Empty(Compare(there, there));
        Assert.Equal(
            ["A Missing", "a  Missing", "b Surplus", "r1/8 Missing", "r1/9 Surplus"],
            Comparison(new(there), new([there[0], there[3], new(KeyValue.Of("b")), new(KeyValue.Of("r1", 9L))])).Run()
                .Select(d => $"{d.Key} {d.Kind}").Order(StringComparer.Ordinal));
    }

    // It changed after the checkpoint, or lies before the start.
    [Fact]
    public void A_row_that_is_not_claimed_but_exists_is_no_difference()
    {
        MemoryRow[] there =
        [
            new(1),
            new(2, "later") { IsUnclaimed = true },
            new(3, "new") { IsUnclaimed = true },
            new(4, "a", Old),
            new(4, "b", Old.AddDays(1)) { IsUnclaimed = true },
        ];

        Assert.Equal([new(5, DifferenceKind.Surplus)], Compare(there, [new(1), new(2), new(4, "a", Old), new(5)]));
    }

    // A row that another sync adds meanwhile has to be seen at the source if it is seen at the destination.
    [Fact]
    public void After_a_lost_connection_reading_goes_on_and_the_source_is_read_after_the_destination()
    {
        var (there, here) = (new MemoryDigests([]), new MemoryDigests(Table(1, 2000)));
        var rows = 0;
        here.OnRead = () =>
        {
            if (++rows == 1000)
            {
                throw SourceErrors.ConnectionLost("cluster", "it was cut", null);
            }
        };

        Assert.Equal(2000, Comparison(there, here).Run().Count());
        Assert.Equal((3, 3), (there.Scans, here.Scans));
        Assert.Equal((0, 0), (there.OpenStreams, here.OpenStreams));
    }

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(long.MaxValue)]
    public void A_single_row_is_found_wherever_its_key_lies(long key)
    {
        Assert.Equal([new(key, DifferenceKind.Missing)], Compare([new(key)], []));
        Assert.Equal([new(key, DifferenceKind.Surplus)], Compare([], [new(key)]));
        Assert.Equal([new(key, DifferenceKind.Stale)], Compare([new(key)], [new(key, "y")]));
        Assert.Empty(Compare([new(key)], [new(key)]));
    }

    [Fact]
    public void The_smallest_and_the_greatest_key_are_distinguished()
    {
        Assert.Equal(
            [new(long.MinValue, DifferenceKind.Missing), new(long.MaxValue, DifferenceKind.Surplus)],
            Compare([new(long.MinValue)], [new(long.MaxValue)]));
        Assert.Empty(Compare([new(long.MinValue), new(long.MaxValue)], [new(long.MaxValue), new(long.MinValue)]));
    }

    [Fact]
    public void If_a_key_repeats_the_newest_row_counts()
    {
        MemoryRow[] there =
            [new(1, "old", Old), new(1, "new", Old.AddDays(1)), new(2, "a", Old), new(2, "b", Old), new(3, "null"), new(3, "set", Old)];

        Assert.Empty(Compare(there, [new(1, "new", Old.AddDays(1)), new(2, "b", Old), new(3, "set", Old)]));
        Assert.Equal(
            [new(1, DifferenceKind.Stale), new(2, DifferenceKind.Stale), new(3, DifferenceKind.Stale)],
            Compare(there, [new(1, "old", Old), new(2, "c", Old), new(3, "null")]));
    }

    [Fact]
    public void Many_rows_with_one_key_do_not_split_endlessly()
    {
        var there = Enumerable.Range(0, 5000).Select(i => new MemoryRow(42, $"n{i}", Old.AddMicroseconds(i)));

        Assert.Empty(Compare(there, [new(42, "n4999", Old.AddMicroseconds(4999))]));
        Assert.Equal([new(42, DifferenceKind.Stale)], Compare(there, [new(42, "n4998", Old.AddMicroseconds(4998))]));
    }

    [Fact]
    public void A_comparison_by_key_ignores_contents()
    {
        var there = Table(1, 3000).Where(r => r.Key.Integer != 9);
        var here = Table(1, 3000).Select(r => r with { Name = "other" });

        Assert.Equal([new(9, DifferenceKind.Surplus)], Comparison(new(there, DigestKind.Key), new(here, DigestKind.Key)).Run());
    }

    // Random tables: every difference is found, and nothing else.
    [Fact]
    public void Exactly_the_differing_rows_are_found()
    {
        var random = new Random(20240501);
        for (var world = 0; world < 300; world++)
        {
            var spread = (long)Math.Pow(2, random.Next(3, 63));
            var there = Enumerable.Range(0, random.Next(400)).Select(_ => random.NextInt64(-spread, spread)).Distinct()
                .Select(k => new MemoryRow(k)).ToArray();
            var here = there.Where(_ => random.Next(10) > 0).Select(r => random.Next(10) == 0 ? r with { Name = "y" } : r)
                .Concat(Enumerable.Range(0, random.Next(20)).Select(_ => new MemoryRow(random.NextInt64(-spread, spread))))
                .DistinctBy(r => r.Key).ToArray();

            var expected = there.Concat(here).Select(r => r.Key).Distinct().OrderBy(key => key.Integer)
                .Select(key => (Key: key, There: there.SingleOrDefault(r => r.Key == key), Here: here.SingleOrDefault(r => r.Key == key)))
                .Where(r => r.There != r.Here)
                .Select(
                    r => new KeyDifference(
                        r.Key, r.Here is null ? DifferenceKind.Missing : r.There is null ? DifferenceKind.Surplus : DifferenceKind.Stale));

            Assert.Equal(expected, Compare(there, here));
        }
    }
}
