namespace RedshiftSync.Adapters.Postgres;

/// <summary>
/// The known options of addresses and connection strings with all their names. Messages name only known options, because any other name can
/// be part of a password.
/// </summary>
internal static class AddressOptions
{
    // The name of each option in messages, and its other names.
    private static readonly string[][] Used =
    [
        ["host", "server"], ["port"], ["dbname", "database", "db"], ["user", "username", "userid", "uid"], ["password", "pwd", "psw"],
        ["passfile"], ["sslmode"], ["sslrootcert", "rootcertificate"], ["application_name"], ["connect_timeout", "timeout"],
        ["channel_binding"], ["options"],
    ];

    // Options for pooling, logging, buffering and keep-alive, which do not affect results. The module sets them itself.
    private static readonly string[] WithoutEffect =
    [
        "pooling", "minpoolsize", "minimumpoolsize", "maxpoolsize", "maximumpoolsize", "connectionidlelifetime",
        "connectionpruninginterval", "connectionlifetime", "loadbalancetimeout", "enlist", "noresetonclose", "commandtimeout",
        "internalcommandtimeout", "cancellationtimeout", "keepalive", "keepalives", "keepalivesidle", "keepalivesinterval",
        "keepalivescount", "tcpkeepalive", "tcpkeepalivetime", "tcpkeepaliveinterval", "tcpusertimeout", "readbuffersize",
        "writebuffersize", "socketreceivebuffersize", "socketsendbuffersize", "maxautoprepare", "autoprepareminusages", "multiplexing",
        "persistsecurityinfo", "logparameters", "includeerrordetail", "includeerrordetails", "includefailedbatchedcommand",
        "loadtablecomposites", "fallbackapplicationname",
    ];

    private static readonly string[] Refused =
    [
        "arraynullabilitymode", "checkcertificaterevocation", "client_encoding", "connection_limit", "encoding", "gssdelegation",
        "gssencmode", "gssencryptionmode", "gsslib", "hostaddr", "hostrecheckseconds", "includerealm", "kerberosservicename",
        "krbsrvname", "load_balance_hosts", "oauth_client_id", "oauth_client_secret", "oauth_issuer", "oauth_scope", "pgbouncer",
        "pool_timeout", "prepareThreshold", "replication", "replicationmode", "require_auth", "requirepeer", "requiressl", "schema",
        "scram_client_key", "scram_server_key", "search_path", "servercompatibilitymode", "service", "servicefile", "ssl", "sslcert",
        "sslcertificate", "sslcertmode", "sslcompression", "sslcrl", "sslcrldir", "sslkey", "sslkeylogfile", "ssl_max_protocol_version",
        "ssl_min_protocol_version", "sslnegotiation", "sslpassword", "sslsni", "target_session_attrs", "targetsessionattributes",
        "timezone", "trustservercertificate",
    ];

    private static readonly Dictionary<string, string> UsedNames =
        Used.SelectMany(names => names.Select(name => (Name: Plain(name), Canonical: names[0])))
            .ToDictionary(n => n.Name, n => n.Canonical, StringComparer.Ordinal);

    private static readonly Dictionary<string, string> RefusedNames = Refused.ToDictionary(Plain, StringComparer.Ordinal);

    private static readonly HashSet<string> NamesWithoutEffect = WithoutEffect.Select(Plain).ToHashSet(StringComparer.Ordinal);

    /// <summary>Returns the supported options by one name each.</summary>
    /// <exception cref="FormatException">An option is given twice, is not supported or is unknown.</exception>
    public static Dictionary<string, string> Collect(IReadOnlyList<(string Name, string Value)> options)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < options.Count; i++)
        {
            var name = Plain(options[i].Name);
            if (UsedNames.TryGetValue(name, out var canonical))
            {
                if (!values.TryAdd(canonical, options[i].Value))
                {
                    throw new FormatException($"it gives {canonical} twice");
                }
            }
            else if (!NamesWithoutEffect.Contains(name))
            {
                throw new FormatException(RefusedNames.TryGetValue(name, out var known)
                    ? $"its option {known} is not supported"
                    : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"its option number {i + 1} is not known"));
            }
        }

        return values;
    }

    // Npgsql writes "Application Name" for libpq's application_name.
    private static string Plain(string name) =>
        name.Replace(" ", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();
}
