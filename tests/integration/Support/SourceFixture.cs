using System.Management.Automation;
using System.Security;
using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests;

/// <summary>One server for all tests of a collection; each test makes the rows that it needs.</summary>
public sealed class SourceFixture : IDisposable
{
    /// <summary>The server.</summary>
    public PostgresServer Server { get; } = new();

    /// <summary>The credential of the user who may read.</summary>
    public PSCredential Credential => new(PostgresServer.User, Protect(Server.Password));

    /// <summary>An engine with the module, connected under a name by which its sessions can be counted.</summary>
    public ModuleHost Connect(string applicationName)
    {
        var host = new ModuleHost();
        try
        {
            host.Run(
                "$null = Connect-Redshift -Server $server -Port $port -Database $database -Credential $credential -SslMode Disable -ApplicationName $application",
                ("server", PostgresServer.Host),
                ("port", Server.Port),
                ("database", PostgresServer.Database),
                ("credential", Credential),
                ("application", applicationName)).ThrowIfFailed();
            return host;
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }

    /// <summary>Waits until the server has no session of that name; it ends one a moment after its client has left.</summary>
    public void AssertNoSession(string applicationName)
    {
        var deadline = DateTime.UtcNow.AddSeconds(10);
        while (Server.CountSessions(applicationName) > 0)
        {
            Assert.True(DateTime.UtcNow < deadline, $"A session of '{applicationName}' is still there.");
            Thread.Sleep(20);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Server.Dispose();

    private static SecureString Protect(string text)
    {
        var secure = new SecureString();
        foreach (var c in text)
        {
            secure.AppendChar(c);
        }

        return secure;
    }
}

/// <summary>The tests that share one server.</summary>
[CollectionDefinition(Name)]
public sealed class SharedSource : ICollectionFixture<SourceFixture>
{
    /// <summary>The collection's name.</summary>
    public const string Name = "one source";
}
