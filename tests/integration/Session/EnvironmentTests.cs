using RedshiftSync.RedshiftEmulator;
using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Session;

/// <summary>No variable, file or culture of the environment changes what a run reads, writes or refuses.</summary>
[Trait("Source", "none")]
public sealed class EnvironmentTests : IDisposable
{
    // AppContext switches that a host may have set for its own Npgsql: the module's driver reads them as well.
    private static readonly string[] Switches =
    [
        "Npgsql.EnableLegacyTimestampBehavior",
        "Npgsql.DisableDateTimeInfinityConversions",
        "Npgsql.EnableLegacyCaseInsensitiveDbParameters",
        "Npgsql.EnableStoredProcedureCompatMode",
    ];

    private readonly TemporaryFolder _folder = new();
    private readonly TestAuthority _authority;
    private readonly PostgresServer _server;
    private readonly PgBouncerServer _pooler;

    /// <summary>A server with TLS, for source and destination: client certificates matter only there.</summary>
    public EnvironmentTests()
    {
        _authority = new TestAuthority(_folder.Path);
        _server = new PostgresServer(new PostgresOptions { Certificate = _authority.IssuePem(ServerCertificate.Good) });
        _pooler = new PgBouncerServer(_server);
        _server.Execute($"GRANT CREATE ON SCHEMA public TO {PostgresServer.User}");
        SampleCustomers.Create(_server);
        _server.Execute(
            $"INSERT INTO {SampleCustomers.Table} (customer_id, first_name, last_name, email, updated_at) " +
                "VALUES (-7, 'Zoë', '日本 ', 'I.İ.ı@example.org', '2024-04-01 00:00:00.000001+00')");

        // The role's default settings are part of the environment as well.
        _server.Execute(
            $"ALTER ROLE {PostgresServer.User} SET DateStyle = 'German'; " +
                $"ALTER ROLE {PostgresServer.User} SET IntervalStyle = 'sql_standard'; " +
                $"ALTER ROLE {PostgresServer.User} SET TimeZone = 'Asia/Kolkata'; " +
                $"ALTER ROLE {PostgresServer.User} SET client_encoding = 'LATIN1'; " +
                $"ALTER ROLE {PostgresServer.User} SET bytea_output = 'escape'; " +
                $"ALTER ROLE {PostgresServer.User} SET extra_float_digits = -5");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _pooler.Dispose();
        _server.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_hostile_environment_has_no_effect()
    {
        var expected = Run("quiet", new Dictionary<string, string?>());
        Assert.Contains("row -7 Zoë 日本  I.İ.ı@example.org 2024-04-01T00:00:00.0000010Z", expected, StringComparison.Ordinal);
        Assert.All(
            [ErrorId.LoginFailed, ErrorId.TlsVerificationFailed, ErrorId.ParameterInvalid, ErrorId.TableNotFound],
            id => Assert.Contains($"{id},", expected, StringComparison.Ordinal));

        // The driver looks for a password in PGPASSWORD first, then in the file named by PGPASSFILE, then in the home folder.
        Assert.Equal(expected, Run("th", Hostile("th_TH.UTF-8", "Asia/Kolkata", home: "home of Zoë", temporary: "")));
        if (TestSize.Of(thorough: 1, usual: 0) == 1)
        {
            Assert.Equal(
                expected, Run("fa", Hostile("fa_IR.UTF-8", "America/Caracas", home: "", temporary: "no such folder", "PGPASSWORD")));
            Assert.Equal(expected, Run("ar", Hostile("ar_SA.UTF-8", "Antarctica/Troll", home: null, temporary: "tmp of Zoë", "PGUSER")));
        }

        var turkish = Hostile(
            "tr_TR.UTF-8",
            "America/St_Johns",
            home: "home of Zoë",
            temporary: null,
            "PGPASSWORD",
            "PGPASSFILE",
            "PGSSLCERT",
            "PGSSLROOTCERT");
        turkish["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1";
        Assert.Equal(expected, Run("tr", turkish));
    }

    private Dictionary<string, string?> Hostile(string culture, string zone, string? home, string? temporary, params string[] without)
    {
        var environment = LibpqEnvironment.Hostile(_folder.Path, PostgresServer.User, _server.Password);
        environment["LANG"] = environment["LC_ALL"] = culture;
        environment["TZ"] = zone;
        environment["REDSHIFTSYNC_TEST_SWITCHES"] = string.Join(' ', Switches);
        environment["HOME"] = environment["USERPROFILE"] = environment["APPDATA"] = Place(home);
        environment["TMPDIR"] = environment["TMP"] = environment["TEMP"] = Place(temporary);
        foreach (var name in without)
        {
            environment.Remove(name);
        }

        if (home is { Length: > 0 })
        {
            LibpqEnvironment.FillHome(environment["HOME"]!, _server.Password);
        }

        return environment;
    }

    private string Run(string name, Dictionary<string, string?> environment)
    {
        environment["REDSHIFTSYNC_TEST_POOLER"] = $"{_pooler.Port}";
        var folder = Directory.CreateDirectory(_folder[$"work of {name}"]).FullName;
        File.WriteAllText(
            Path.Combine(folder, "passfile"),
            $"# host:port:database:user:password\n{PostgresServer.Host}:{_server.Port}:*:other:wrong\n" +
                $"*:{_server.Port}:{PostgresServer.Database}:{PostgresServer.User}:{_server.Password}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path.Combine(folder, "passfile"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        _server.Execute("DROP TABLE IF EXISTS public.customers, public.pooled, public.redshiftsync_checkpoint");
        using var process = SyncProcess.Run("Outcome.ps1", _server, _authority.RootCertificatePath, environment, folder);
        var (exitCode, output) = process.Wait();

        Assert.True(exitCode == 0, output);
        var rows = Warehouse.SourceRows(_server);
        Assert.Equal(rows, Warehouse.Rows(Path.Combine(folder, "w.db")));
        Assert.Equal(rows, Warehouse.ReadSourceRows(_server, "public.customers"));
        Assert.Equal(rows, Warehouse.ReadSourceRows(_server, "public.pooled"));

        // After it, pwsh itself may complain about a missing folder for temporary files.
        var text = output.ReplaceLineEndings("\n");
        var end = text.IndexOf("\nend\n", StringComparison.Ordinal);
        Assert.True(end > 0, text);
        return text[..end];
    }

    private string? Place(string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            return name;
        }

        return name.StartsWith("no ", StringComparison.Ordinal) ? _folder[name] : Directory.CreateDirectory(_folder[name]).FullName;
    }
}
