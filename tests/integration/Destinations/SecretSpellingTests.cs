using System.Management.Automation;
using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Destinations;

/// <summary>
/// An address with a secret, in any spelling and for any parameter, is accepted or refused, creates no file, and its secret appears
/// nowhere.
/// </summary>
[Collection(SharedSource.Name)]
[Trait("Source", "none")]
public sealed class SecretSpellingTests(SourceFixture source, TargetFixture targets) : DestinationTest(source, targets)
{
    private static readonly string[] Refusals =
    [
        ErrorId.ParameterInvalid, ErrorId.PathInvalid, ErrorId.ConfigurationInvalid, ErrorId.DestinationUnavailable,
        ErrorId.StateFileNotFound,
    ];

    [Theory]
    [InlineData("Sync-RedshiftCustomers ./s.json -Destination $text -MaxRetry 0")]
    [InlineData("Sync-RedshiftCustomers ./s.json -Destination $text -MaxRetry 0 -WhatIf", true)]
    [InlineData("Test-RedshiftSync $text -MaxRetry 0")]
    [InlineData("Connect-Redshift $text dev -Credential $credential")]
    [InlineData("Connect-Redshift 127.0.0.1 $text -Port 1 -Credential $credential")]
    [InlineData("Connect-Redshift 127.0.0.1 dev -Port 1 -CredentialProvider { $credential } -RootCertificate $text")]
    [InlineData("Connect-Redshift -ConfigurationPath $text")]
    [InlineData(
        "$env:SPELLING_HOST = $text; $env:SPELLING_DATABASE = 'd'; $env:SPELLING_USER = 'u'; $env:SPELLING_PASSWORD = 'p'; " +
            "Connect-Redshift -EnvironmentPrefix SPELLING_")]
    [InlineData("Connect-Redshift -EnvironmentPrefix $text")]
    [InlineData("Sync-RedshiftCustomers $text > $null")]
    [InlineData("Get-RedshiftSyncState $text")]
    [InlineData("Set-RedshiftSyncState $text -UpdatedAt 2024-01-01 -Confirm:$false")]
    [InlineData("Clear-RedshiftSyncState $text -Confirm:$false")]
    public void A_secret_appears_nowhere(string command, bool maySucceed = false)
    {
        SampleCustomers.Create(Source.Server);
        using var host = Source.Connect(nameof(SecretSpellingTests));
        var spellings = AddressSpellings.All();
        Assert.True(spellings.Count >= 300, $"There are {spellings.Count} spellings.");
        host.Run(
            "$ExecutionContext.SessionState.Path.SetLocation($folder); " +
                "$VerbosePreference = $DebugPreference = $InformationPreference = 'Continue'",
            ("folder", Folder.Path),
            ("credential", Source.Credential)).ThrowIfFailed();
        var here = Directory.GetFileSystemEntries(Environment.CurrentDirectory);

        // All spellings for the parameters that take addresses, and some for other parameters.
        var step = command.Contains("-Destination", StringComparison.Ordinal) && !maySucceed ? 1 : TestSize.Of(1, usual: 10);
        foreach (var (text, secret) in spellings.Where((spelling, i) => i % step == 0 || IsPlain(spelling.Text)))
        {
            var result = host.Run(command, ("text", text));

            if (!maySucceed || result.ErrorId is not null)
            {
                Assert.True(Refusals.Contains(result.ErrorId?.Split(',')[0]), $"{text}: {result.ErrorId ?? "no error"}");
            }

            Secrets.AssertNotIn(result, secret);
            Assert.DoesNotContain(secret, Dump(result), StringComparison.OrdinalIgnoreCase);
            Assert.Empty(Directory.GetFileSystemEntries(Folder.Path));
        }

        Assert.Equal(here, Directory.GetFileSystemEntries(Environment.CurrentDirectory));
    }

    // These are the hardest to distinguish from a name.
    private static bool IsPlain(string text) =>
        !text.Contains('=', StringComparison.Ordinal) && !text.Contains("://", StringComparison.Ordinal);

    // Everything that formatting, serializing or logging an error could show.
    private static string Dump(ScriptResult result) => string.Concat(
        result.Errors.Append(result.TerminatingError).OfType<ErrorRecord>().SelectMany(
            e => new[] { PSSerializer.Serialize(e.Exception, 1), $"{e.TargetObject}", $"{e.CategoryInfo}", $"{e.Exception}" }));
}
