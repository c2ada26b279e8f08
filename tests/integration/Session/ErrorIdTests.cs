using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Session;

[Collection(SharedSource.Name)]
public sealed class ErrorIdTests(SourceFixture source) : IDisposable
{
    private const string Connect =
        "$a = @{ Server = $server; Port = $port; Database = $database; Credential = $credential; SslMode = 'Disable' }; ";

    private readonly TemporaryFolder _folder = new();
    private readonly ModuleHost _host = source.Connect(nameof(ErrorIdTests));

    public void Dispose()
    {
        _host.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("TableNotFound", "Get-RedshiftCustomerChange -Table testers.missing")]
    [InlineData("TableNotFound", "Sync-RedshiftCustomers $state -Table missing.customers")]
    [InlineData("ColumnNotFound", "Get-RedshiftCustomerChange -EmailColumn missing")]
    [InlineData("ColumnTypeNotSupported", "Get-RedshiftCustomerChange -UpdatedAtColumn email")]
    [InlineData("TableNameInvalid", "Get-RedshiftCustomerChange -Table 'a.b.c.d'")]
    [InlineData("ConnectionFailed", Connect + "$a.Port = 1; Connect-Redshift @a")]
    [InlineData("ConnectionFailedHostUnknown", Connect + "$a.Server = 'no.such.host.invalid'; Connect-Redshift @a")]
    [InlineData("DatabaseNotFound", Connect + "$a.Database = 'missing'; Connect-Redshift @a")]
    [InlineData("LoginFailed", Connect + "$a.Credential = [pscredential]::new('nobody', $credential.Password); Connect-Redshift @a")]
    [InlineData("TlsVerificationFailed", Connect + "$a.SslMode = 'VerifyFull'; Connect-Redshift @a")]
    [InlineData("ConfigurationInvalid", "Connect-Redshift -ConfigurationPath $bad")]
    [InlineData("StateFileNotWritable", "Sync-RedshiftCustomers $missing")]
    [InlineData("StateFileNotFound", "Get-RedshiftSyncState $missing -ErrorAction Stop")]
    [InlineData("DestinationUnavailable", "Sync-RedshiftCustomers $state -Destination \"$missing.db\"")]
    [InlineData("ParameterInvalid", "Sync-RedshiftCustomers $state -Destination $bad")]
    [InlineData("NotConnected", "Disconnect-Redshift; Get-RedshiftCustomerChange")]
    public void Each_mistake_has_its_own_ErrorId(string expected, string script)
    {
        SampleCustomers.Create(source.Server);
        File.WriteAllText(_folder["bad.json"], "{ \"host\": \"h\", \"password\": hunter2 }" + new string(' ', 1024));

        var result = _host.Run(
            script,
            ("state", _folder["s.json"]),
            ("missing", _folder["missing/folder/s.json"]),
            ("bad", _folder["bad.json"]));

        Assert.Equal(expected, result.ErrorId?.Split(',')[0]);
        Assert.False(File.Exists(_folder["s.json"]));
        source.AssertNoSession(nameof(ErrorIdTests));
    }
}
