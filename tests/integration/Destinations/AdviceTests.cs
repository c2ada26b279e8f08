using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Destinations;

/// <summary>Each reason why a destination cannot be used has its own advice.</summary>
[Collection(SharedSource.Name)]
[Trait("Source", "none")]
public sealed class AdviceTests(SourceFixture source, TargetFixture targets) : DestinationTest(source, targets)
{
    [Fact]
    public void No_two_failures_have_the_same_advice()
    {
        SampleCustomers.Create(Source.Server);
        var target = Targets.CreatePostgres();
        var readOnly = Targets.CreatePostgres();
        readOnly.Execute($"ALTER DATABASE {readOnly.Database} SET default_transaction_read_only = on", asSuperUser: true);
        File.WriteAllText(Folder["rows.db"], "SQLite format 3\0" + new string('x', 5000));
        var server = $"postgresql://127.0.0.1:{Targets.Server.Port}";
        var failures = new Dictionary<string, string>
        {
            ["missing schema"] = AdviceFor($"{server}/{target.Database}?sslmode=disable", "-DestinationTable staging.customers"),
            ["missing database"] = AdviceFor($"{server}/missing?sslmode=disable"),
            ["no TLS offered"] = AdviceFor($"{server}/{target.Database}"),
            ["missing root certificate"] = AdviceFor(
                $"{server}/{target.Database}?sslrootcert={Uri.EscapeDataString(Folder["missing.pem"])}"),
            ["read-only"] = AdviceFor($"{server}/{readOnly.Database}?sslmode=disable"),
            ["nobody listens"] = AdviceFor("postgresql://127.0.0.1:1/d?sslmode=disable"),
            ["missing folder"] = AdviceFor(Folder["missing/w.db"], login: ""),
            ["damaged file"] = AdviceFor(Folder["rows.db"], login: ""),
        };

        Assert.All(failures.GroupBy(f => f.Value), same => Assert.Single(same.Select(f => f.Key)));

        string AdviceFor(string address, string more = "", string login = "-DestinationCredential $login")
        {
            var result = Source.Host.Run(
                $"Sync-RedshiftCustomers $state -Destination $to {login} -MaxRetry 0 {more}",
                ("state", State),
                ("to", address),
                ("login", Targets.Credential));
            AssertFailed(ErrorId.DestinationUnavailable, result);
            return Assert.IsType<SyncException>(result.Failure!.Exception).Advice;
        }
    }
}
