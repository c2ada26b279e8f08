using System.Management.Automation;
using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Destinations;

/// <summary>Addresses and logins of PostgreSQL destinations, and which parts are never shown.</summary>
[Collection(SharedSource.Name)]
[Trait("Source", "none")]
public sealed class AddressTests(SourceFixture source, TargetFixture targets) : DestinationTest(source, targets)
{
    private const string Odd = "p@ss:w/o?r#d%25 +&='\"\\;ü{}$";

    [Theory]
    [InlineData("postgresql://{user}:{escaped}@{host}:{port}/{database}?sslmode=disable")]
    [InlineData("postgres://{user}:{escaped}@{host}:{port}/{database}?sslmode=disable&connect_timeout=20&application_name=a%20b")]
    [InlineData("POSTGRESQL://{user}:{escaped}@{host}:{port}/{database}?sslmode=disable")]
    [InlineData("Host={host};Port={port};Database={database};Username={user};Password={quoted};SSL Mode=Disable")]
    [InlineData(
        "server={host}; port={port}; user id={user}; pwd={quoted}; database={database}; sslmode=disable; include error detail=true; " +
            "log parameters=true")]
    [InlineData("  postgresql://{host}:{port}/{database}?sslmode=disable&user={user}&password={escaped}\n")]
    [InlineData(
        "postgresql:///{database}?host={host}&port={port}&sslmode=disable&user={user}&password={escaped}&" +
            "channel_binding=prefer&connect_timeout=20")]
    [InlineData("user={user} password='{libpq}' host={host} port={port} dbname={database} sslmode=disable application_name='a b'")]
    [InlineData("sslmode = disable host = {host} port = {port} dbname = '{database}' user = {user} password = '{libpq}'")]
    public void Passwords_with_special_characters_work_in_every_form_and_are_never_shown(string form)
    {
        var target = Prepare();
        var address = Fill(form, target, Odd);

        var result = Run(
            target,
            "Sync-RedshiftCustomers $state -Destination $address -Verbose -Debug 5>&1 4>&1 3>&1; Test-RedshiftSync $address -Verbose 4>&1",
            ("address", address));

        Assert.Equal(3, target.Rows().Count);
        AssertNeverShown(result.ThrowIfFailed());
    }

    [Theory]
    [InlineData("postgresql://{host}:{port}/{database}?sslmode=disable")]
    [InlineData("postgresql://nobody:wrong@{host}:{port}/{database}?sslmode=disable")]
    [InlineData("Host={host};Port={port};Database={database};SSL Mode=Disable")]
    [InlineData("Host={host};Port={port};Database={database};Username=nobody;Password=wrong;SSL Mode=Disable")]
    public void A_credential_takes_precedence_over_the_address(string form)
    {
        var target = Prepare();

        Run(
            target,
            "$null = Sync-RedshiftCustomers $state -Destination $address -DestinationCredential $credential",
            ("address", Fill(form, target, Odd)),
            ("credential", TargetFixture.CredentialOf("odd", Odd))).ThrowIfFailed();

        Assert.Equal(3, target.Rows().Count);
    }

    [Theory]
    [InlineData("postgresql://{user}:wrong{escaped}@{host}:{port}/{database}?sslmode=disable", ErrorId.LoginFailed)]
    [InlineData("postgresql://{user}:{escaped}@{host}:1/{database}?sslmode=disable")]
    [InlineData("postgresql://{user}:{escaped}@{host}:{port}/missing?sslmode=disable")]
    [InlineData("postgresql://{user}:{escaped}@no.such.host.invalid/{database}?sslmode=disable")]
    [InlineData("postgresql://{user}:{escaped}@{host}:{port}/{database}")]
    [InlineData("postgresql://{user}:{escaped}@{host}:{port}/{database}?sslmode=verify-full")]
    [InlineData("postgresql://{user}:{escaped}@{host}:{port}/{database}?sslmode=require")]
    [InlineData("Host={host};Port={port};Database={database};Username={user};Password={quoted}")]
    [InlineData("postgresql://{user}:{escaped}@{host}:{port}/{database}?sslmode=verify-full&sslrootcert=/no/such/file.pem")]
    public void An_unreachable_server_is_unavailable_and_shows_no_password(string form, string errorId = ErrorId.DestinationUnavailable)
    {
        var target = Prepare();

        var result = Run(
            target,
            "Sync-RedshiftCustomers $state -Destination $address -MaxRetry 0 -Verbose -Debug",
            ("address", Fill(form, target, Odd)));

        AssertFailed(errorId, result);
        AssertNeverShown(result);
        Assert.False(File.Exists(State));
    }

    [Theory]
    [InlineData("postgresql://")]
    [InlineData("postgresql://{host}")]
    [InlineData("postgresql:///{database}")]
    [InlineData("postgresql://{user}:{escaped}@{host}:port/{database}")]
    [InlineData("postgresql://{user}:{escaped}@{host}/{database}?sslmode=prefer")]
    [InlineData("postgresql://{user}:{escaped}@{host}/{database}?sslmode=allow")]
    [InlineData("postgresql://{user}:{escaped}@{host}/{database}?sslmode=on")]
    [InlineData("postgresql://{user}:{escaped}@{host}/{database}?options=-c%20x")]
    [InlineData("postgresql://{user}:{escaped}@{host}/{database}?password={escaped}")]
    [InlineData("postgresql://{user}:{escaped}@{host}/{database}?client_encoding=LATIN1")]
    [InlineData("postgresql://{user}:{escaped}@{host}/{database}?target_session_attrs=standby")]
    [InlineData("postgresql://{user}:{escaped}@{host},{host}/{database}")]
    [InlineData("postgresql://{host}/{database}")]
    [InlineData("host={host} dbname={database} password='{libpq}' service=x")]
    [InlineData("host={host} dbname={database} password='{libpq}'")]
    [InlineData("Host={host};Database={database};Password={quoted};Client Encoding=LATIN1")]
    [InlineData("Host={host};Database={database};Password={quoted};Timezone=Asia/Kolkata")]
    [InlineData("Host={host};Database={database};Password={quoted};Search Path=x")]
    [InlineData("Host={host};Database={database};Password={quoted};Passfile=relative")]
    [InlineData("postgresql://{user}:{escaped}@{host}/{database}?connect_timeout=-1")]
    [InlineData("Host={host};Database={database};Password={quoted};SSL Mode=Prefer")]
    [InlineData("Host={host};Password={quoted}")]
    [InlineData("Host={host};Passwort={quoted};Database={database}")]
    [InlineData("Host={host};Database={database};Port=no;Password={quoted}")]
    [InlineData("mysql://{user}:{escaped}@{host}/{database}")]
    [InlineData("jdbc:postgresql://{host}/{database}?user={user}&password={escaped}")]
    public void An_invalid_address_is_refused_without_quoting_it(string form)
    {
        var target = Prepare();

        var result = Run(target, "Sync-RedshiftCustomers $state -Destination $address -Verbose", ("address", Fill(form, target, Odd)));

        AssertFailed(ErrorId.ParameterInvalid, result);
        AssertNeverShown(result);
        Assert.Empty(Directory.GetFileSystemEntries(Folder.Path));
    }

    // A host name with an underscore, as in container networks, and an IPv6 address in brackets.
    [Theory]
    [InlineData("postgresql://me@my_db:5432/crm")]
    [InlineData("postgresql://me@[::1]:1/crm?sslmode=disable")]
    [InlineData("Host=[::1];Port=1;Database=crm;SSL Mode=Disable;Username=me")]
    [InlineData("Host=/no/such/folder;Port=1;Database=crm;SSL Mode=Disable;Username=me")]
    public void Unusual_hosts_are_parsed(string address)
    {
        SampleCustomers.Create(Source.Server);

        AssertFailed(
            ErrorId.DestinationUnavailable,
            Run(new SqliteTarget(Folder["w.db"]), "Sync-RedshiftCustomers $state -Destination $address -MaxRetry 0", ("address", address)));
    }

    [Fact]
    public void A_password_file_is_used_only_if_the_address_names_it_and_only_its_owner_can_read_it()
    {
        var target = Prepare();
        var path = Folder["pass file"];
        var form = Fill("postgresql://{user}@{host}:{port}/{database}?sslmode=disable", target, Odd);
        var named = $"{form}&passfile={Uri.EscapeDataString(path)}";
        AssertFailed(ErrorId.ParameterInvalid, Run(target, "Sync-RedshiftCustomers $state -Destination $address", ("address", named)));
        var escaped = Odd.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(":", "\\:", StringComparison.Ordinal);
        File.WriteAllText(
            path,
            $"# a comment\n\n*:1:*:*:wrong\n{PostgresServer.Host}:*:{target.Database}:odd:{escaped}\n*:*:*:*:wrong\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
            AssertFailed(ErrorId.ParameterInvalid, Run(target, "Sync-RedshiftCustomers $state -Destination $address", ("address", named)));
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        Run(target, "$null = Sync-RedshiftCustomers $state -Destination $address", ("address", named)).ThrowIfFailed();
        AssertFailed(ErrorId.LoginFailed, Run(target, "Sync-RedshiftCustomers $state -Destination $address", ("address", form)));

        Assert.Equal(3, target.Rows().Count);
    }

    private PostgresTarget Prepare()
    {
        SampleCustomers.Create(Source.Server);
        Targets.Server.Execute(
            "DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'odd') THEN " +
                $"CREATE ROLE odd LOGIN PASSWORD '{Odd.Replace("'", "''", StringComparison.Ordinal)}' IN ROLE {PostgresServer.User}; " +
                "END IF; END $$");
        var target = Targets.CreatePostgres();
        target.Execute(
            $"GRANT CREATE ON SCHEMA public TO odd; ALTER DEFAULT PRIVILEGES FOR ROLE odd GRANT ALL ON TABLES TO {PostgresServer.User}",
            asSuperUser: true);
        return target;
    }

    private string Fill(string form, PostgresTarget target, string password) => form
        .Replace("{user}", "odd", StringComparison.Ordinal)
        .Replace("{escaped}", Uri.EscapeDataString(password), StringComparison.Ordinal)
        .Replace("{quoted}", "\"" + password.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"", StringComparison.Ordinal)
        .Replace(
            "{libpq}",
            password.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal),
            StringComparison.Ordinal)
        .Replace("{host}", PostgresServer.Host, StringComparison.Ordinal)
        .Replace("{port}", $"{Targets.Server.Port}", StringComparison.Ordinal)
        .Replace("{database}", target.Database, StringComparison.Ordinal);

    private static void AssertNeverShown(ScriptResult result)
    {
        string[] shown =
        [
            .. result.Output.Select(o => $"{o}"), .. result.Verbose, .. result.Warnings, .. result.Information,
            .. result.Errors.Append(result.TerminatingError).OfType<ErrorRecord>().SelectMany(
                e => new[] { $"{e}", $"{e.Exception}", $"{e.TargetObject}", $"{e.ErrorDetails}", $"{e.CategoryInfo}" }),
        ];
        Assert.NotEmpty(shown);
        Assert.All(
            shown,
            text => Assert.All(
                [Odd, Uri.EscapeDataString(Odd), "p@ss", "p%40ss"],
                secret => Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase)));
    }
}
