using System.Runtime.Loader;
using RedshiftSync.TestSupport;

namespace RedshiftSync.UnitTests.Session;

/// <summary>How the commands parse their arguments, in the real engine.</summary>
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
    public void A_time_is_parsed_the_same_in_every_culture(string given, string expected)
    {
        foreach (var culture in new[] { "en-US", "de-DE", "ar-SA", "th-TH" })
        {
            var result = _host.Run(
                $"[cultureinfo]::CurrentCulture = '{culture}'; (Set-RedshiftSyncState $state -UpdatedAt {given} " +
                    "-PassThru).Watermark.UpdatedAt.UtcDateTime",
                ("state", State));

            Assert.Equal(expected, IsoTimestamp.Format((DateTime)result.ThrowIfFailed().Output.Single().BaseObject));
        }
    }

    [Theory]
    [InlineData("01/05/2024")]
    [InlineData("'yesterday'")]
    [InlineData("5")]
    [InlineData("$null")]
    public void An_ambiguous_time_is_refused(string given) =>
        Assert.StartsWith(
            "ParameterArgument",
            _host.Run($"Set-RedshiftSyncState $state -UpdatedAt {given}", ("state", State)).ErrorId,
            StringComparison.Ordinal);

    // The framework reads 36:00:00 as 36 days.
    [Theory]
    [InlineData("00:05:00", "00:05:00")]
    [InlineData("24:00:00", "1.00:00:00")]
    [InlineData("36:30:00", "1.12:30:00")]
    [InlineData("1.12:00:00", "1.12:00:00")]
    public void Hours_beyond_a_day_are_parsed_as_hours(string given, string meant)
    {
        var transformations =
            "(Get-Command Sync-RedshiftCustomers).Parameters.SafetyLag.Attributes | " +
                "Where-Object { $_ -is [System.Management.Automation.ArgumentTransformationAttribute] }";
        var result = _host.Run($"({transformations})[-1].Transform($null, '{given}')").ThrowIfFailed();
        Assert.Equal(TimeSpan.Parse(meant, System.Globalization.CultureInfo.InvariantCulture), result.Output.Single().BaseObject);
    }

    // Without a connection, a valid value fails with NotConnected.
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
    public void A_duration_requires_a_unit(string given, bool isGood)
    {
        foreach (var parameter in new[] { "SafetyLag", "RetryFor" })
        {
            var result = _host.Run($"Sync-RedshiftCustomers $state -{parameter} {given}", ("state", State));
            Assert.StartsWith(isGood ? ErrorId.NotConnected : "ParameterArgument", result.ErrorId, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("Since", "9223372036854775808")]
    [InlineData("Since", "1.5")]
    [InlineData("Lookback", "-1")]
    [InlineData("Lookback", "1.5")]
    public void What_is_no_number_of_a_cursor_is_refused_with_a_word_on_numbers(string parameter, string given)
    {
        var result = _host.Run($"Sync-RedshiftTable a.b $state -{parameter} {given}", ("state", State));

        Assert.StartsWith("ParameterArgument", result.ErrorId, StringComparison.Ordinal);
        Assert.Contains("For a cursor of integers", $"{result.Failure!.Exception.Message}", StringComparison.Ordinal);
    }

    // Without a connection, valid values fail with NotConnected.
    [Theory]
    [InlineData("@{ v = 1 }")]
    [InlineData("([ordered]@{ v = 1 })")]
    [InlineData("$($d = [Collections.Generic.SortedDictionary[string, object]]::new(); $d.Add('v', 1); $d)")]
    [InlineData("$(& { param($v) $PSBoundParameters } -v 1)")]
    [InlineData("$($d = [Collections.Generic.Dictionary[string, int]]::new(); $d.Add('v', 1); $d)")]
    [InlineData("$($d = [Collections.Concurrent.ConcurrentDictionary[string, string]]::new(); $d['v'] = '1'; $d)")]
    public void The_values_of_a_filter_come_in_any_dictionary(string given) =>
        Assert.StartsWith(
            ErrorId.NotConnected + ",",
            _host.Run($"Get-RedshiftTableChange a.b -Filter 'id = @v' -FilterParameter {given}").ErrorId,
            StringComparison.Ordinal);

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
        Assert.DoesNotContain(
            "hunter2",
            $"{result.TerminatingError}{result.TerminatingError?.Exception}{string.Concat(result.Warnings)}",
            StringComparison.Ordinal);
    }

    // Without the check, a prompt for the credential comes first; here, nobody can answer it.
    [Theory]
    [InlineData("./configuration.json")]
    [InlineData("configuration.json")]
    [InlineData("/etc/redshift/configuration")]
    [InlineData("~/c")]
    [InlineData(@"C:\c.json")]
    public void A_file_in_the_place_of_a_server_is_refused_at_once(string path)
    {
        var result = _host.Run("Connect-Redshift $path", ("path", path));

        Assert.StartsWith("ParameterArgumentValidationError,", result.ErrorId, StringComparison.Ordinal);
        Assert.Contains("-ConfigurationPath", $"{result.Failure}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("600", 0)]
    [InlineData("640", 1)]
    [InlineData("620", 1)]
    [InlineData("604", 1)]
    [InlineData("602", 1)]
    public void A_configuration_that_others_can_read_or_write_is_warned_about(string mode, int warnings)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var path = Path.Combine(_folder.FullName, "c.json");
        File.WriteAllText(path, "{}");
        File.SetUnixFileMode(path, (UnixFileMode)Convert.ToInt32(mode, 8));

        Assert.Equal(warnings, _host.Run("Connect-Redshift -ConfigurationPath $path", ("path", path)).Warnings.Count);
    }

    [Fact]
    public void The_adapters_are_not_loaded_without_a_connection()
    {
        _host.Run(
            "Set-RedshiftSyncState $state -UpdatedAt 2024-05-01; Get-RedshiftSyncState $state; Get-RedshiftCustomerChange",
            ("state", State));

        // Other tests use the adapters' code outside the module's load context.
        Assert.DoesNotContain(AssemblyLoadContext.All, context => context.Name == "RedshiftSync.Adapters");
    }
}
