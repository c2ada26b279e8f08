using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Destinations;

/// <summary>Commits to a real server whose acknowledgement is lost: every run succeeds or is completed by the next.</summary>
[Collection(SharedSource.Name)]
[Trait("Source", "none")]
public sealed class LostCommitTests(SourceFixture source, TargetFixture targets) : DestinationTest(source, targets)
{
    private const int Keys = 60;

    private static readonly int Runs = TestSize.Of(200, usual: 10);

    [Fact]
    public void Every_run_succeeds_or_is_completed_by_the_next()
    {
        var random = new Random(14);
        var (isReliable, lostBefore, lostAfter) = (false, 0, 0);
        using var proxy = new LostCommitProxy(Targets.Server.Port, () =>
        {
            switch (isReliable ? -1 : random.Next(12))
            {
                case 0:
                    lostBefore++;
                    return CommitFault.LostBefore;
                case 1 or 2:
                    lostAfter++;
                    return CommitFault.LostAfter;
                default:
                    return CommitFault.None;
            }
        });
        var target = Targets.CreatePostgres();
        var table = CustomerTable.Create(Source.Server, "lost_commits", null, "timestamptz");
        var changes = new Random(15);
        var failed = 0;
        for (var run = 0; run < Runs; run++)
        {
            Change(table, run, changes);
            var retries = changes.Next(4) > 0;

            var result = Sync(target, proxy, table, $"{(changes.Next(3) == 0 ? "-Full" : "")} {(retries ? "" : "-MaxRetry 0")}");

            if (result.Failure is not null)
            {
                Assert.False(retries, $"Run {run}: {result.Failure}");
                AssertFailed(ErrorId.DestinationUnavailable, result);
                failed++;
                continue;
            }

            AssertEqual(target, table, run);
        }

        isReliable = true;
        Sync(target, proxy, table, "").ThrowIfFailed();
        AssertEqual(target, table, Runs);
        Assert.True(
            lostBefore > Runs / 8 && lostAfter > Runs / 4 && failed > 0,
            $"{lostBefore} lost before, {lostAfter} lost after, {failed} failed");
    }

    private void AssertEqual(PostgresTarget target, string table, int run)
    {
        var expected = CustomerTable.Texts(Source.Server, $"""
            SELECT customer_id || '|' || first_name || '|' || last_name || '|NULL|'
                || to_char(updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
            FROM {table} ORDER BY customer_id
            """);
        Assert.True(expected.SequenceEqual(target.Rows("lost_commits")), $"Run {run}");
    }

    private ScriptResult Sync(PostgresTarget target, LostCommitProxy proxy, string table, string parameters) => Run(
        target,
        "Sync-RedshiftCustomers $state -Table $table -Destination $address -DestinationCredential $owner -BatchSize 10 " +
            $"-WarningAction SilentlyContinue {parameters}",
        ("table", table),
        ("owner", Targets.Credential),
        ("address", $"postgresql://{PostgresServer.Host}:{proxy.Port}/{target.Database}?sslmode=disable"));

    // Some rows change, with later times in each run.
    private void Change(string table, int run, Random random)
    {
        var keys = string.Join(',', Enumerable.Range(1, Keys).Where(_ => random.Next(3) == 0).Append(1));
        Source.Server.Execute($"""
            DELETE FROM {table} WHERE customer_id IN ({keys});
            INSERT INTO {table} SELECT g, 'v{run}', 'last', NULL,
                timestamptz '2024-02-03T00:00:00Z' + {run} * interval '1 minute' + g / 3 * interval '1 second'
            FROM generate_series(1, {Keys}) g WHERE g IN ({keys})
            """);
    }
}
