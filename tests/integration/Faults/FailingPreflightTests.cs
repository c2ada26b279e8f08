using RedshiftSync.RedshiftEmulator;
using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Faults;

/// <summary>A preflight reports failures of its own checks; it does not fail.</summary>
[Collection(SharedRedshift.Name)]
[Trait("Source", "none")]
public sealed class FailingPreflightTests : IDisposable
{
    private const string Show =
        "Test-RedshiftSource -Table testers.preflight -MaxRetry 0 | ForEach-Object { '{0} {1} {2}' -f $_.Check, $_.Status, $_.ErrorId }";

    private readonly RedshiftFixture _redshift;
    private readonly ModuleHost _host;

    public FailingPreflightTests(RedshiftFixture redshift)
    {
        _redshift = redshift;
        CustomerTable.Create(redshift.Server, "preflight", "VALUES (1, 'n', 'n', 'n', timestamp '2024-02-01')");
        _host = redshift.Connect(nameof(FailingPreflightTests));
    }

    public void Dispose()
    {
        _redshift.Cluster.Faults = FaultPlan.None;
        _host.Dispose();
    }

    [Fact]
    public void A_failed_login_is_the_only_finding()
    {
        _redshift.Cluster.Faults = FaultPlan.TooManyConnections(int.MaxValue);

        Assert.Equal(["Login Failed ServerOutOfResources"], Run());
        Assert.False(_host.Run("Test-RedshiftSource -Quiet -MaxRetry 0").Only<bool>());
    }

    [Theory]
    [InlineData("CURRENT_TIMESTAMP", "Clock Failed ConnectionLost", 18)]
    [InlineData("SELECT \"customer_id\"", "Select Failed ConnectionLost", 6)]
    [InlineData("svv_redshift_columns", "SortKey Failed ConnectionLost", 18)]
    [InlineData("HAVING", "Rows Failed ConnectionLost", 14)]
    public void A_lost_connection_is_a_finding_and_the_next_check_opens_a_new_one(string statement, string expected, int findings)
    {
        _redshift.Cluster.Faults = FaultPlan.CutOnStatement(statement, Cut.End);

        var found = Run();

        Assert.Contains(expected, found);
        Assert.True(_redshift.Cluster.Faults.IsDone);
        Assert.InRange(found.Count, findings - 1, findings);
        _redshift.AssertNoSession(nameof(FailingPreflightTests));
    }

    [Fact]
    public void Views_that_may_not_be_read_leave_the_sort_key_unknown()
    {
        _redshift.Cluster.Faults = FaultPlan.ErrorOnStatement("sortkey", "42501", "permission denied").Always();

        Assert.Contains("SortKey Unknown ", Run());
    }

    [Fact]
    public void An_unverified_certificate_is_a_warning()
    {
        Assert.Equal("Warning", Encryption("$a.SslMode = 'Require'"));
        Assert.Equal("Warning", Encryption("$a.SslMode = 'VerifyCA'"));
        Assert.Equal("none", Encryption("$a.SslMode = 'Disable'", "Value"));

        string Encryption(string change, string property = "Status")
        {
            using var host = _redshift.Unconnected(_redshift.Redshift!, nameof(FailingPreflightTests));
            var result = host.Run(
                $"{change}; $null = Connect-Redshift @a; (Test-RedshiftSource -Quick | Where-Object Check -eq Encryption).{property}");
            return $"{result.ThrowIfFailed().Output.Single()}";
        }
    }

    private List<string> Run() => [.. _host.Run(Show).ThrowIfFailed().Output.Select(o => $"{o}")];
}
