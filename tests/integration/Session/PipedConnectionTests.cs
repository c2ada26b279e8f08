using System.Management.Automation;
using System.Net;
using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Session;

/// <summary>Connections from the pipeline: each reads from its own server.</summary>
[Collection(SharedSource.Name)]
[Trait("Source", "none")]
public sealed class PipedConnectionTests(SourceFixture source, TargetFixture targets)
{
    [Fact]
    public void Each_connection_reads_from_its_own_server()
    {
        CustomerTable.Create(source.Server, "piped", "SELECT 1, 'a', 'b', 'c', timestamp '2024-05-01'");
        using var host = source.Connect(nameof(PipedConnectionTests));
        var credential = new PSCredential(PostgresServer.User, new NetworkCredential("", targets.Server.Password).SecurePassword);

        var result = host.Run(
            """
            $first = Get-RedshiftConnection
            $second = Connect-Redshift $server $database -Port $port -Credential $credential -SslMode Disable
            @($first | Get-RedshiftTable -Schema tester* -Name pipe*).Count
            @($first, $second | Get-RedshiftTable -Schema tester* -Name pipe*).Count
            """,
            ("server", PostgresServer.Host),
            ("database", PostgresServer.Database),
            ("port", targets.Server.Port),
            ("credential", credential)).ThrowIfFailed();

        Assert.Equal(["1", "1"], result.Output.Select(o => $"{o}"));
    }
}
