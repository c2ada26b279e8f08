using RedshiftSync.RedshiftEmulator;
using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Faults;

[Collection(SharedRedshift.Name)]
[Trait("Source", "none")]
public sealed class CredentialProviderTests(RedshiftFixture redshift) : IDisposable
{
    private const string Application = nameof(CredentialProviderTests);

    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        redshift.Cluster.Faults = FaultPlan.None;
        _folder.Dispose();
    }

    // As with GetClusterCredentials: a new password each time, after the previous one has expired.
    [Fact]
    public void A_changing_password_is_requested_for_every_session()
    {
        string[] passwords = ["swordfish-0", "swordfish-1", "swordfish-2", "swordfish-3"];
        using var server = new RedshiftServer(
            redshift.Server,
            new RedshiftOptions { Logins = [.. passwords.Select((p, i) => new RedshiftLogin($"IAM:user{i}", p))] });
        var table = CustomerTable.Create(
            redshift.Server,
            "rotating",
            "SELECT g, 'a', 'b', 'c', timestamp '2024-02-03' + g * interval '1 second' FROM generate_series(1, 1000) g");
        using var host = new ModuleHost();
        host.Run(
            """
            $global:calls = 0
            $null = Connect-Redshift -Server 127.0.0.1 -Port $port -Database dev -SslMode Disable -CredentialProvider {
                $number = $global:calls++
                [pscustomobject]@{ DbUser = "IAM:user$number"; DbPassword = $passwords[$number] }
            }
            """,
            ("port", server.Port),
            ("passwords", passwords)).ThrowIfFailed();
        server.Faults = FaultPlan.CutAfterRows([100, 100], Cut.End);

        var result = host.Run(
            "Sync-RedshiftCustomers $state -Table $table -Verbose | ForEach-Object { $_.CustomerId }; $calls",
            ("state", _folder["s.json"]),
            ("table", table)).ThrowIfFailed();

        Assert.Equal(Enumerable.Range(1, 1000).Append(4), result.Output.Select(o => Convert.ToInt32(o.BaseObject, null)));
        Assert.Equal(4, server.Connections);
        Secrets.AssertNotIn(result, passwords);
        Assert.DoesNotContain(passwords, p => File.ReadAllText(_folder["s.json"]).Contains(p, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("a PSCredential", "$credential")]
    [InlineData("an object with a SecureString", "[pscustomobject]@{ DbUser = 'tester'; DbPassword = $credential.Password }")]
    [InlineData("an object with a string", "[pscustomobject]@{ DbUser = 'tester'; DbPassword = $plain; Expiration = 1 }")]
    [InlineData("the last of several outputs", "'noise'; $credential")]
    public void A_provider_can_return_a_login_as(string what, string provider)
    {
        var result = Connect(provider);

        Assert.True(result.ErrorId is null, what);
        Assert.Single(result.Output);
    }

    [Theory]
    [InlineData("nothing", "")]
    [InlineData("$null", "$null")]
    [InlineData("a string", "'tester'")]
    [InlineData("a user alone", "[pscustomobject]@{ DbUser = 'tester' }")]
    [InlineData("an empty password", "[pscustomobject]@{ DbUser = 'tester'; DbPassword = '' }")]
    [InlineData("a throw", "throw 'no token'")]
    [InlineData("an error", "Write-Error 'no token' -ErrorAction Stop")]
    [InlineData("a command that does not exist", "Get-NoSuchCredential")]
    public void Output_that_is_not_a_login_is_CredentialProviderFailed(string what, string provider)
    {
        var before = redshift.Cluster.Connections;

        var result = Connect(provider);

        Assert.True(result.ErrorId == "CredentialProviderFailed,RedshiftSync.Commands.ConnectRedshiftCommand", $"{what}: {result.ErrorId}");
        Assert.Equal(before, redshift.Cluster.Connections);
    }

    // A token issued just before it expires is invalid a moment later.
    [Fact]
    public void A_login_that_has_just_expired_is_requested_once_more_per_session()
    {
        using var server = new RedshiftServer(
            redshift.Server,
            new RedshiftOptions { Logins = [new RedshiftLogin("IAM:fresh", "swordfish")] });
        var table = CustomerTable.Create(
            redshift.Server,
            "expiring",
            "SELECT g, 'a', 'b', 'c', timestamp '2024-02-03' + g * interval '1 second' FROM generate_series(1, 500) g");
        using var host = new ModuleHost();
        host.Run(
            """
            $global:calls = 0
            $null = Connect-Redshift -Server 127.0.0.1 -Port $port -Database dev -SslMode Disable -CredentialProvider {
                [pscustomobject]@{ DbUser = 'IAM:fresh'; DbPassword = if (++$global:calls % 2) { 'expired' } else { 'swordfish' } }
            }
            """,
            ("port", server.Port)).ThrowIfFailed();
        server.Faults = FaultPlan.CutAfterRow(100, Cut.End);

        var result = host.Run(
            "Sync-RedshiftCustomers $state -Table $table | ForEach-Object { $_.CustomerId }; $calls",
            ("state", _folder["e.json"]),
            ("table", table)).ThrowIfFailed();

        Assert.Equal(Enumerable.Range(1, 500).Append(6), result.Output.Select(o => Convert.ToInt32(o.BaseObject, null)));
        Assert.Single(result.Warnings);
        Assert.Equal(6, server.Connections);
    }

    [Fact]
    public void A_login_refused_twice_is_LoginFailed()
    {
        var before = redshift.Cluster.Connections;
        using var host = redshift.Unconnected(redshift.Redshift!, Application);

        var result = host.Run(
            "$a.Remove('Credential'); $global:calls = 0; try { Connect-Redshift @a -CredentialProvider { $global:calls++; " +
                "[pscredential]::new('nobody', $credential.Password) } } finally { $calls }");

        Assert.Equal("LoginFailed,RedshiftSync.Commands.ConnectRedshiftCommand", result.ErrorId);
        Assert.Equal(2, (int)result.Output.Single().BaseObject);
        Assert.Equal(before + 2, redshift.Cluster.Connections);
    }

    // While the network is lost, the service that issues credentials is unreachable as well.
    [Fact]
    public void A_provider_that_throws_while_reconnecting_is_called_again()
    {
        var table = CustomerTable.Create(
            redshift.Server,
            "throwing",
            "SELECT g, 'a', 'b', 'c', timestamp '2024-02-03' + g * interval '1 second' FROM generate_series(1, 500) g");
        using var host = redshift.Unconnected(redshift.Redshift!, Application);
        host.Run(
            "$a.Remove('Credential'); $global:calls = 0; $null = Connect-Redshift @a " +
                "-CredentialProvider { if (++$global:calls -eq 3) { throw 'offline' }; $credential }").ThrowIfFailed();
        redshift.Cluster.Faults = FaultPlan.CutAfterRow(100, Cut.End);

        var result = host.Run(
            "Sync-RedshiftCustomers $state -Table $table | ForEach-Object { $_.CustomerId }",
            ("state", _folder["t.json"]),
            ("table", table)).ThrowIfFailed();

        Assert.Equal(Enumerable.Range(1, 500), result.Output.Select(o => Convert.ToInt32(o.BaseObject, null)));
        Assert.Equal(2, result.Warnings.Count);
        redshift.AssertNoSession(Application);
    }

    [Fact]
    public void A_provider_that_never_returns_can_be_stopped()
    {
        using var host = redshift.Unconnected(redshift.Redshift!, Application);
        using var asked = new ManualResetEventSlim();
        using var running = host.BeginRun(
            "$a.Remove('Credential'); Connect-Redshift @a -CredentialProvider { $asked.Set(); while ($true) { } }",
            ("asked", asked));
        Assert.True(asked.Wait(TimeSpan.FromMinutes(1)));

        running.Stop();

        Assert.True(running.Wait().Stopped);
    }

    private ScriptResult Connect(string provider)
    {
        using var host = redshift.Unconnected(redshift.Redshift!, Application);
        var result = host.Run(
            $"$a.Remove('Credential'); Connect-Redshift @a -Verbose -CredentialProvider {{ {provider} }}",
            ("plain", redshift.Server.Password));
        Secrets.AssertNotIn(result, redshift.Server.Password);
        redshift.AssertNoSession(Application);
        return result;
    }
}
