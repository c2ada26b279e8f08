namespace RedshiftSync.UnitTests.Compare;

/// <summary>Base class of tests that compare tables in memory.</summary>
public abstract class ComparisonTest
{
    private protected static IEnumerable<KeyDifference> Compare(IEnumerable<MemoryRow> there, IEnumerable<MemoryRow> here) =>
        Comparison(new(there), new(here)).Run().OrderBy(d => d.Key.Integer);

    private protected static TableComparison Comparison(MemoryDigests there, MemoryDigests here) => new(_ => there, here, default);

    private protected static MemoryRow[] Table(long first, int count) =>
        [.. Enumerable.Range(0, count).Select(i => new MemoryRow(first + i, $"n{first + i}"))];
}
