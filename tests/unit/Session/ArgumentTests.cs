using System.Runtime.Loader;
using RedshiftSync.TestSupport;

namespace RedshiftSync.UnitTests.Session;

/// <summary>What the commands make of what is typed, in the real engine.</summary>
public sealed class ArgumentTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("redshiftsync");
    private readonly ModuleHost _host = new();

    private string State => Path.Combine(_folder.FullName, "s.json");

    public void Dispose()
    {
        _host.Dispose();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("2024-05-01", "2024-05-01T00:00:00.000000Z")]
    [InlineData("'2024-05-01T12:30:00.123456+02:00'", "2024-05-01T10:30:00.123456Z")]
    [InlineData("([datetime]::new(2024, 5, 1))", "2024-05-01T00:00:00.000000Z")]
    [InlineData("([datetime]::new(2024, 5, 1, 0, 0, 0, [DateTimeKind]::Utc).ToLocalTime())", "2024-05-01T00:00:00.000000Z")]
    [InlineData("([datetimeoffset]::new(2024, 5, 1, 0, 0, 0, [timespan]::FromHours(-4)))", "2024-05-01T04:00:00.000000Z")]
    [InlineData("'2024-05-01T00:00:00.0000001Z'", "2024-05-01T00:00:00.000001Z")]
    public void A_time_is_read_the_same_everywhere(string given, string expected)
    {
        foreach (var culture in new[] { "en-US", "de-DE", "ar-SA", "th-TH" })
        {
            var result = _host.Run($"[cultureinfo]::CurrentCulture = '{culture}'; (Set-RedshiftSyncState $state -UpdatedAt {given} -PassThru).Watermark.UpdatedAt.UtcDateTime", ("state", State));

            Assert.Equal(expected, IsoTimestamp.Format((DateTime)result.ThrowIfFailed().Output.Single().BaseObject));
        }
    }

    [Theory]
    [InlineData("01/05/2024")]
    [InlineData("'yesterday'")]
    [InlineData("5")]
    [InlineData("$null")]
    public void What_could_mean_two_things_is_refused(string given) =>
        Assert.StartsWith("ParameterArgument", _host.Run($"Set-RedshiftSyncState $state -UpdatedAt {given}", ("state", State)).ErrorId, StringComparison.Ordinal);

    // The framework reads 36:00:00 as 36 days.
    [Theory]
    [InlineData("00:05:00", "00:05:00")]
    [InlineData("24:00:00", "1.00:00:00")]
    [InlineData("36:30:00", "1.12:30:00")]
    [InlineData("1.12:00:00", "1.12:00:00")]
    public void Hours_are_hours_however_many(string given, string meant)
    {
        var transformations = "(Get-Command Sync-RedshiftCustomers).Parameters.SafetyLag.Attributes | Where-Object { $_ -is [System.Management.Automation.ArgumentTransformationAttribute] }";
        var result = _host.Run($"({transformations})[-1].Transform($null, '{given}')").ThrowIfFailed();
        Assert.Equal(TimeSpan.Parse(meant, System.Globalization.CultureInfo.InvariantCulture), result.Output.Single().BaseObject);
    }

    // Without a connection, a good value gets as far as asking for one.
    [Theory]
    [InlineData("90s", true)]
    [InlineData("5m", true)]
    [InlineData("1d", true)]
    [InlineData("1.5h", true)]
    [InlineData("00:05:00", true)]
    [InlineData("0", true)]
    [InlineData("([timespan]::FromMinutes(3))", true)]
    [InlineData("5", false)]
    [InlineData("-5m", false)]
    [InlineData("5 minutes", false)]
    [InlineData("([timespan]::FromMinutes(-3))", false)]
    [InlineData("$null", false)]
    public void A_length_of_time_has_a_unit(string given, bool isGood)
    {
        foreach (var parameter in new[] { "SafetyLag", "RetryFor" })
        {
            var result = _host.Run($"Sync-RedshiftCustomers $state -{parameter} {given}", ("state", State));
            Assert.StartsWith(isGood ? ErrorId.NotConnected : "ParameterArgument", result.ErrorId, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("{ \"host\": \"h\", \"password\": hunter2 }")]
    [InlineData("{ \"host\": \"h\", \"database\": \"d\", \"user\": \"u\" }")]
    [InlineData("{ \"host\": \"h\", \"database\": \"d\", \"user\": \"u\", \"password\": \"hunter2\", \"port\": \"hunter2\" }")]
    [InlineData("{ \"host\": \"h\", \"database\": \"d\", \"user\": \"u\", \"password\": \"hunter2\", \"port\": 70000 }")]
    [InlineData("{ \"host\": 1, \"database\": \"d\", \"user\": \"u\", \"password\": \"hunter2\" }")]
    [InlineData("{ \"host\": \"<YOUR_REDSHIFT_HOST>\", \"database\": \"d\", \"user\": \"u\", \"password\": \"hunter2\" }")]
    [InlineData("{ \"host\": \"h\", \"database\": \"d\", \"user\": \"u\", \"password\": \"hunter2\", \"sslMode\": 7 }")]
    [InlineData("[\"hunter2\"]")]
    [InlineData("hunter2")]
    [InlineData("")]
    public void A_bad_configuration_is_refused_without_quoting_it(string content)
    {
        var path = Path.Combine(_folder.FullName, "c.json");
        File.WriteAllText(path, content);

        var result = _host.Run("Connect-Redshift -ConfigurationPath $path", ("path", path));

        Assert.StartsWith(ErrorId.ConfigurationInvalid + ",", result.ErrorId, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", $"{result.TerminatingError}{result.TerminatingError?.Exception}{string.Concat(result.Warnings)}", StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_of_the_adapters_is_loaded_without_a_connection()
    {
        _host.Run("Set-RedshiftSyncState $state -UpdatedAt 2024-05-01; Get-RedshiftSyncState $state; Get-RedshiftCustomerChange", ("state", State));

        // Other tests here load the adapters directly, into the default context; the module loads them into one of its own.
        Assert.DoesNotContain(
            AssemblyLoadContext.All.Where(c => c != AssemblyLoadContext.Default).SelectMany(c => c.Assemblies),
            a => a.GetName().Name is "RedshiftSync.Adapters" or "Microsoft.Data.Sqlite");
    }
}
