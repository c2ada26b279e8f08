using RedshiftSync.RedshiftEmulator;
using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Session;

/// <summary>No variable, file or culture of the environment changes what a run reads, writes or refuses.</summary>
[Trait("Source", "none")]
public sealed class EnvironmentTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestAuthority _authority;
    private readonly PostgresServer _server;

    /// <summary>A server with TLS, for source and destination: client certificates matter only there.</summary>
    public EnvironmentTests()
    {
        _authority = new TestAuthority(_folder.Path);
        _server = new PostgresServer(new PostgresOptions { Certificate = _authority.IssuePem(ServerCertificate.Good) });
        _server.Execute($"GRANT CREATE ON SCHEMA public TO {PostgresServer.User}");
        SampleCustomers.Create(_server);
        _server.Execute($"INSERT INTO {SampleCustomers.Table} (customer_id, first_name, last_name, email, updated_at) VALUES (-7, 'Zoë', '日本 ', 'I.İ.ı@example.org', '2024-04-01 00:00:00.000001+00')");

        // What the role has by default is a part of the environment as well.
        _server.Execute($"ALTER ROLE {PostgresServer.User} SET DateStyle = 'German'; ALTER ROLE {PostgresServer.User} SET IntervalStyle = 'sql_standard'; ALTER ROLE {PostgresServer.User} SET TimeZone = 'Asia/Kolkata'; ALTER ROLE {PostgresServer.User} SET client_encoding = 'LATIN1'; ALTER ROLE {PostgresServer.User} SET bytea_output = 'escape'; ALTER ROLE {PostgresServer.User} SET extra_float_digits = -5");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _server.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("th_TH.UTF-8", "home of Zoë", "", "Asia/Kolkata")]
    [InlineData("fa_IR.UTF-8", "", "", "America/Caracas")]
    [InlineData("ar_SA.UTF-8", null, "tmp of Zoë", "Antarctica/Troll")]
    [InlineData("tr_TR.UTF-8", "home of Zoë", "no such folder", "America/St_Johns")]
    [InlineData("de_DE.ISO-8859-1", "home of Zoë", null, "Europe/Berlin", "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT")]
    public void A_hostile_environment_changes_nothing(string culture, string? home, string? temporary, string zone, string? more = null)
    {
        var expected = Run("quiet", new Dictionary<string, string?>());
        var environment = LibpqEnvironment.Hostile(_folder.Path);
        environment["LANG"] = environment["LC_ALL"] = culture;
        environment["TZ"] = zone;
        environment["HOME"] = Place(home);
        environment["USERPROFILE"] = environment["APPDATA"] = environment["HOME"];
        environment["TMPDIR"] = Place(temporary);
        environment["TMP"] = environment["TEMP"] = environment["TMPDIR"];
        if (more is not null)
        {
            environment[more] = "1";
        }

        if (home is { Length: > 0 })
        {
            LibpqEnvironment.FillHome(Place(home)!);
        }

        Assert.Equal(expected, Run("hostile", environment));
        Assert.Contains("row -7 Zoë 日本  I.İ.ı@example.org 2024-04-01T00:00:00.000001Z", expected, StringComparison.Ordinal);
        Assert.Contains($"{ErrorId.LoginFailed},", expected, StringComparison.Ordinal);
        Assert.Contains($"{ErrorId.TlsVerificationFailed},", expected, StringComparison.Ordinal);
        Assert.Contains($"{ErrorId.ParameterInvalid},", expected, StringComparison.Ordinal);
        Assert.Contains($"{ErrorId.DestinationUnavailable},", expected, StringComparison.Ordinal);
    }

    private string Run(string name, IReadOnlyDictionary<string, string?> environment)
    {
        var folder = Directory.CreateDirectory(_folder[$"work of {name}"]).FullName;
        File.WriteAllText(Path.Combine(folder, "passfile"), $"# host:port:database:user:password\n{PostgresServer.Host}:{_server.Port}:*:other:wrong\n*:{_server.Port}:{PostgresServer.Database}:{PostgresServer.User}:{_server.Password}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path.Combine(folder, "passfile"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        _server.Execute("DROP TABLE IF EXISTS public.customers, public.redshiftsync_checkpoint");
        using var process = SyncProcess.Run("Outcome.ps1", _server, _authority.RootCertificatePath, environment, folder);
        var (exitCode, output) = process.Wait();

        Assert.True(exitCode == 0, output);
        var rows = Warehouse.SourceRows(_server);
        Assert.Equal(rows, Warehouse.Rows(Path.Combine(folder, "w.db")));
        Assert.Equal(rows, Warehouse.ReadSourceRows(_server, "public.customers"));
        return output.ReplaceLineEndings("\n");
    }

    private string? Place(string? name) => string.IsNullOrEmpty(name) ? name : name.StartsWith("no ", StringComparison.Ordinal) ? _folder[name] : Directory.CreateDirectory(_folder[name]).FullName;
}
