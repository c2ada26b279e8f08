using System.Globalization;
using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.SchemaHistories;

/// <summary>Random histories of a table whose rows and columns change between runs, against a model of the contract.</summary>
[Collection(SharedSource.Name)]
public sealed class HistoryTests(SourceFixture source, TargetFixture targets) : DestinationTest(source, targets)
{
    private static readonly int Histories = TestSize.Of(500, usual: 6);
    private static readonly int First = int.Parse(
        Environment.GetEnvironmentVariable("REDSHIFTSYNC_TEST_SEED") ?? "1", CultureInfo.InvariantCulture);

    [Theory, MemberData(nameof(Kinds))]
    public void Each_destination_holds_what_the_model_says(string kind)
    {
        var failures = new List<string>();
        for (var seed = First; seed < First + Histories; seed++)
        {
            using var folder = new TemporaryFolder();
            using var history = new History(seed, kind, Source, Targets, Targets.Create(kind, folder), folder);
            try
            {
                history.Run();
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                failures.Add($"Seed {seed}: {e.Message}\n{string.Join('\n', history.Log)}");
            }
        }

        Source.Server.Execute(HistorySource.Drop());
        Assert.True(failures.Count == 0, $"{failures.Count} of {Histories} failed\n{string.Join("\n\n", failures.Take(40))}");
    }
}
