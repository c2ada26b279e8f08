using System.Management.Automation;
using RedshiftSync.RedshiftEmulator;
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

    // An existing file with such a name is either a SQLite database or something else.
    [Theory]
    [InlineData("out.csv", null)]
    [InlineData("out", null)]
    [InlineData("w.db3", null)]
    [InlineData("state.json", "")]
    [InlineData("state.json", "{}")]
    [InlineData("notes.db", "these are notes\n, longer than a header")]
    [InlineData("short.sqlite", "SQLite")]
    public void A_file_that_is_not_a_SQLite_database_is_refused_and_left_unchanged(string name, string? content)
    {
        SampleCustomers.Create(Source.Server);
        var path = Folder[name];
        if (content is not null)
        {
            File.WriteAllText(path, content);
        }

        AssertFailed(ErrorId.ParameterInvalid, Run(new SqliteTarget(path), "Sync-RedshiftCustomers $state -Destination $destination"));
        AssertFailed(ErrorId.ParameterInvalid, Run(new SqliteTarget(path), "Test-RedshiftSync $destination"));

        Assert.Equal(content, File.Exists(path) ? File.ReadAllText(path) : null);
        Assert.Equal(content is null ? [] : [path], Directory.GetFileSystemEntries(Folder.Path));
    }

    [Theory]
    [InlineData("sqlite", "redshiftsync_checkpoint")]
    [InlineData("sqlite", "RedshiftSync_Checkpoint")]
    [InlineData("sqlite", "sqlite_master")]
    [InlineData("sqlite", "SQLite_x")]
    [InlineData("postgresql", "redshiftsync_checkpoint")]
    [InlineData("postgresql", "public.redshiftsync_checkpoint")]
    public void The_tables_of_the_module_and_of_SQLite_are_refused(string kind, string table)
    {
        SampleCustomers.Create(Source.Server);
        var target = Create(kind);

        AssertFailed(ErrorId.ParameterInvalid, Sync(target, "-DestinationTable $table", ("table", table)));
        AssertFailed(ErrorId.ParameterInvalid, Run(target, "Test-RedshiftSync @to -DestinationTable $table", ("table", table)));
    }

    [Fact]
    public void A_link_to_a_missing_file_creates_it_there()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        SampleCustomers.Create(Source.Server);
        File.CreateSymbolicLink(Folder["x.db"], "target.db");
        File.CreateSymbolicLink(Folder["lost.db"], "no such folder/target.db");
        var link = new SqliteTarget(Folder["x.db"]);

        AssertFailed(ErrorId.DestinationNotSynced, Run(link, "Test-RedshiftSync $destination"));
        Run(link, "Sync-RedshiftCustomers $state -Destination $destination -RemoveDeleted Report -WhatIf").ThrowIfFailed();
        Run(link, "$null = Sync-RedshiftCustomers $state -Destination $destination").ThrowIfFailed();
        AssertFailed(
            ErrorId.DestinationUnavailable,
            Run(new SqliteTarget(Folder["lost.db"]), "Sync-RedshiftCustomers $state -Destination $destination"));

        Assert.Equal(3, Warehouse.Rows(Folder["target.db"]).Count);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Folder["target.db"]));
    }

    [Fact]
    public void An_existing_SQLite_file_may_have_any_name()
    {
        SampleCustomers.Create(Source.Server);
        Run(new SqliteTarget(Folder["a=b.SQLite3"]), "$null = Sync-RedshiftCustomers $state -Destination $destination").ThrowIfFailed();
        File.Move(Folder["a=b.SQLite3"], Folder["warehouse"]);
        File.WriteAllText(Folder["empty.db"], "");

        Run(new SqliteTarget(Folder["warehouse"]), "$null = Sync-RedshiftCustomers $state -Destination $destination -Full").ThrowIfFailed();
        Run(new SqliteTarget(Folder["empty.db"]), "$null = Sync-RedshiftCustomers $state -Destination $destination").ThrowIfFailed();
        AssertFailed(
            ErrorId.ParameterInvalid,
            Run(new SqliteTarget(Folder.Path), "Sync-RedshiftCustomers $state -Destination $destination"));

        Assert.Equal(3, Warehouse.Rows(Folder["warehouse"]).Count);
        Assert.Equal(3, Warehouse.Rows(Folder["empty.db"]).Count);
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

    [Fact]
    public void The_connection_is_verified_like_the_sources()
    {
        SampleCustomers.Create(Source.Server);
        var authority = new TestAuthority(Folder.Path);
        using var server = new PostgresServer(new PostgresOptions { Certificate = authority.IssuePem(ServerCertificate.Good) });
        using var impostor = new PostgresServer(new PostgresOptions { Certificate = authority.IssuePem(ServerCertificate.WrongHost) });
        server.Execute($"GRANT CREATE ON SCHEMA public TO {PostgresServer.User}");
        impostor.Execute($"GRANT CREATE ON SCHEMA public TO {PostgresServer.User}");
        var root = Uri.EscapeDataString(authority.RootCertificatePath);

        // This machine does not trust the authority; the other server's certificate is for another host.
        AssertFailed(ErrorId.DestinationUnavailable, To(server, ""));
        AssertFailed(ErrorId.DestinationUnavailable, To(server, "?sslmode=verify-ca"));
        AssertFailed(ErrorId.DestinationUnavailable, To(impostor, $"?sslrootcert={root}"));
        Assert.Equal(0L, server.Scalar("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"));

        To(server, $"?sslrootcert={root}").ThrowIfFailed();
        To(server, $"?sslmode=verify-full&sslrootcert={root}").ThrowIfFailed();
        To(impostor, $"?sslmode=verify-ca&sslrootcert={root}").ThrowIfFailed();
        To(server, "?sslmode=require").ThrowIfFailed();
        Assert.Equal(3L, server.Scalar("SELECT count(*) FROM customers"));
    }

    private ScriptResult To(PostgresServer server, string options) => Host.Run(
        "$null = Sync-RedshiftCustomers $state -Destination $address -DestinationCredential $credential -MaxRetry 0 " +
            "-WarningAction SilentlyContinue; if (-not (Test-RedshiftSync $address -DestinationCredential $credential -MaxRetry 0 " +
            "-Quiet)) { throw 'They differ.' }",
        ("state", State),
        ("address", $"postgresql://{PostgresServer.Host}:{server.Port}/{PostgresServer.Database}{options}"),
        ("credential", TargetFixture.CredentialOf(PostgresServer.User, server.Password)));

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
