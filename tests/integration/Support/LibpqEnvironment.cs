namespace RedshiftSync.IntegrationTests;

/// <summary>Everything that libpq and the driver are documented to read from the environment, with values that would show.</summary>
internal static class LibpqEnvironment
{
    // From "Environment Variables" in libpq's documentation, versions 15 to 18.
    private static readonly Dictionary<string, string> Variables = new()
    {
        ["PGHOST"] = "no.such.host.invalid",
        ["PGSSLNEGOTIATION"] = "direct",
        ["PGHOSTADDR"] = "192.0.2.1",
        ["PGPORT"] = "1",
        ["PGDATABASE"] = "hostile",
        ["PGREQUIREAUTH"] = "gss",
        ["PGCHANNELBINDING"] = "require",
        ["PGSERVICE"] = "hostile",
        ["PGOPTIONS"] = "-c search_path=pg_temp -c DateStyle=SQL -c default_transaction_read_only=on -c statement_timeout=1",
        ["PGAPPNAME"] = "hostile",
        ["PGSSLMODE"] = "disable",
        ["PGREQUIRESSL"] = "1",
        ["PGSSLCOMPRESSION"] = "1",
        ["PGSSLCERTMODE"] = "require",
        ["PGREQUIREPEER"] = "hostile",
        ["PGSSLMINPROTOCOLVERSION"] = "TLSv1.3",
        ["PGSSLMAXPROTOCOLVERSION"] = "TLSv1",
        ["PGSSLSNI"] = "0",
        ["PGGSSENCMODE"] = "require",
        ["PGKRBSRVNAME"] = "hostile",
        ["PGGSSLIB"] = "gssapi",
        ["PGGSSDELEGATION"] = "1",
        ["PGCONNECT_TIMEOUT"] = "1",
        ["PGCLIENTENCODING"] = "LATIN1",
        ["PGTARGETSESSIONATTRS"] = "standby",
        ["PGLOADBALANCEHOSTS"] = "random",
        ["PGMINPROTOCOLVERSION"] = "3.2",
        ["PGMAXPROTOCOLVERSION"] = "3.0",
        ["PGDATESTYLE"] = "SQL, DMY",
        ["PGTZ"] = "Pacific/Chatham",
        ["PGGEQO"] = "off",
        ["PGREALM"] = "hostile",
        ["PGLOCALEDIR"] = "/no/such/folder",
    };

    // Variables that name a file: each file exists, and none is valid.
    private static readonly string[] Files =
    [
        "PGPASSFILE", "PGSERVICEFILE", "PGSSLKEY", "PGSSLCERT", "PGSSLROOTCERT", "PGSSLCRL", "PGSSLKEYLOGFILE",
    ];

    /// <summary>Creates all variables, and the files that they name.</summary>
    /// <param name="folder">The folder for the files.</param>
    /// <param name="user">A user who can log in: another one would fail without being noticed.</param>
    /// <param name="password">The user's password.</param>
    public static Dictionary<string, string?> Hostile(string folder, string user, string password)
    {
        var environment = Variables.ToDictionary(v => v.Key, string? (v) => v.Value);
        environment["PGUSER"] = user;
        environment["PGPASSWORD"] = password;
        foreach (var name in Files)
        {
            environment[name] = Path.Combine(folder, $"hostile {name}");
            Write(environment[name]!, Content(name, password));
        }

        environment["PGSSLCRLDIR"] = environment["PGSYSCONFDIR"] = folder;
        return environment;
    }

    /// <summary>Creates the files that are read from a home folder.</summary>
    public static void FillHome(string home, string password)
    {
        Write(Path.Combine(home, ".pgpass"), Content("PGPASSFILE", password));
        Write(Path.Combine(home, ".pg_service.conf"), Content("PGSERVICEFILE", password));

        // The folders are the home folder on Unix and APPDATA on Windows.
        foreach (var folder in new[] { Path.Combine(home, ".postgresql"), Path.Combine(home, "postgresql") })
        {
            Directory.CreateDirectory(folder);
            Write(Path.Combine(folder, "pgpass.conf"), Content("PGPASSFILE", password));
            foreach (var name in new[] { "postgresql.crt", "postgresql.key", "root.crt", "root.crl" })
            {
                Write(Path.Combine(folder, name), "hostile");
            }
        }
    }

    private static string Content(string name, string password) => name switch
    {
        "PGPASSFILE" => $"*:*:*:*:{password}\n",
        "PGSERVICEFILE" => "[hostile]\nhost=no.such.host.invalid\npassword=hostile\n",
        _ => "hostile",
    };

    private static void Write(string path, string content)
    {
        File.WriteAllText(path, content);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }
}
