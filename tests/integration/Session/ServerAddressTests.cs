using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Session;

/// <summary>How an endpoint may be written. Port 1 is closed.</summary>
[Trait("Source", "none")]
public sealed class ServerAddressTests
{
    private const string Connect = "Connect-Redshift $text -Credential ([pscredential]::new('u', [securestring]::new())) -Verbose";

    [Fact]
    public void A_valid_endpoint_is_parsed()
    {
        using var host = new ModuleHost();
        (string Text, string Parameters, string Meant)[] cases =
        [
            (" 127.0.0.1:1/dev ", "", "127.0.0.1:1, database dev,"),
            ("127.0.0.1 / dev", "-Port 1", "127.0.0.1:1, database dev,"),
            ("127.0.0.1:1/", "-Database dev", "127.0.0.1:1, database dev,"),
            ("[::1]:1/x", "", "::1:1, database x,"),
            ("[::1]", "-Port 1 -Database x", "::1:1, database x,"),
            ("::1/x", "-Port 1", "::1:1, database x,"),
            ("[::1%lo]:1/x", "", "::1%lo:1, database x,"),
        ];

        foreach (var (text, parameters, meant) in cases)
        {
            var result = host.Run($"{Connect} {parameters}", ("text", text));
            Assert.True(result.Verbose.Any(line => line.Contains(" " + meant, StringComparison.Ordinal)), $"{text}: {result.Failure}");
            Assert.StartsWith(ErrorId.ConnectionFailed, result.ErrorId, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_invalid_endpoint_is_refused()
    {
        using var host = new ModuleHost();
        foreach (var text in new[]
        {
            "[::1]1/x", "[::1]:/x", "[::1", "[::1/x", "[127.0.0.1]:1/x", "[[::1]:1]/x", "127.0.0.1::1/x", "127.0.0.1]:1/x",
            "127.0.0.1[:1/x", "::1]/x", "127.0.0.1:1:x", "127.0.0.1:/x",
            "127.0.0.1:1/x/y", ":1/x", "127.0.0.1 127.0.0.1:1/x", " ",
        })
        {
            var id = host.Run($"{Connect} -Database x", ("text", text)).ErrorId;
            Assert.True(id?.StartsWith(ErrorId.ParameterInvalid + ",", StringComparison.Ordinal) == true, $"{text}: {id}");
        }
    }
}
