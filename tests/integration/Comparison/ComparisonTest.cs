namespace RedshiftSync.IntegrationTests.Comparison;

/// <summary>Base class for tests of Test-RedshiftSync.</summary>
public abstract class ComparisonTest : DestinationTest
{
    private protected ComparisonTest(SourceFixture source, TargetFixture targets)
        : base(source, targets)
    {
    }

    /// <summary>Each difference as its kind and key, sorted.</summary>
    private protected string[] Compare(Target target, string parameters = "") =>
    [
        .. Run(target, $"Test-RedshiftSync @to {parameters}").ThrowIfFailed().Output.Select(o => (dynamic)o.BaseObject)
            .OrderBy(d => $"{d.Kind}", StringComparer.Ordinal).ThenBy(d => (long)d.CustomerId).Select(d => $"{d.Kind} {d.CustomerId}"),
    ];
}
