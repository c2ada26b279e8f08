using System.Reflection;

namespace RedshiftSync.IntegrationTests;

/// <summary>Opens sessions of the module on a source without a command.</summary>
internal static class DirectSession
{
    /// <summary>Opens a session.</summary>
    public static ISourceSession Open(SourceFixture source)
    {
        // Loads the module.
        _ = source.Host;
        var loader = AppDomain.CurrentDomain.GetAssemblies().Single(a => a.GetName().Name == "RedshiftSync")
            .GetType("RedshiftSync.AdapterLoader", throwOnError: true)!;
        var adapters = (IAdapters)loader.GetProperty("Adapters", BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!;
        return adapters.OpenSource(
            new SourceSettings
            {
                Server = TestSupport.PostgresServer.Host,
                Port = source.Port,
                Database = TestSupport.PostgresServer.Database,
                Login = () => new Login(source.Credential.UserName, source.Credential.GetNetworkCredential().Password),
                TlsMode = Enum.Parse<TlsMode>(source.SslMode),
                RootCertificate = source.RootCertificate,
            },
            CancellationToken.None);
    }
}
