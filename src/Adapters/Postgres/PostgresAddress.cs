using Npgsql;

namespace RedshiftSync.Adapters.Postgres;

/// <summary>An address (<c>postgresql://user@host:5432/database?sslmode=verify-full</c>) or a connection string, read. Messages never quote it: it can hold a password.</summary>
internal sealed class PostgresAddress
{
    private const int DefaultPort = 5432;

    private PostgresAddress(NpgsqlConnectionStringBuilder settings, TlsMode tlsMode, string? rootCertificate)
    {
        Settings = settings;
        TlsMode = tlsMode;
        RootCertificate = rootCertificate;
        DisplayName = $"postgresql://{settings.Host}:{settings.Port}/{settings.Database}";
    }

    public NpgsqlConnectionStringBuilder Settings { get; }

    public TlsMode TlsMode { get; }

    public string? RootCertificate { get; }

    public string DisplayName { get; }

    /// <exception cref="SyncException">ParameterInvalid.</exception>
    public static PostgresAddress Parse(string text)
    {
        var settings = text.Contains("://", StringComparison.Ordinal) ? FromUri(text) : FromConnectionString(text);
        if (string.IsNullOrEmpty(settings.Host) || string.IsNullOrEmpty(settings.Database))
        {
            throw Invalid("it names no host or no database");
        }

        // Whoever says nothing gets everything verified; the driver's own default would fall back to plain text. (It answers ContainsKey with what
        // it knows, not with what was said.)
        var mode = !settings.ShouldSerialize("SSL Mode") ? TlsMode.VerifyFull : settings.SslMode switch
        {
            SslMode.VerifyFull => TlsMode.VerifyFull,
            SslMode.VerifyCA => TlsMode.VerifyCA,
            SslMode.Require => TlsMode.Require,
            SslMode.Disable => TlsMode.Disable,
            _ => throw Invalid("its sslmode would fall back to plain text; disable, require, verify-ca and verify-full are possible"),
        };
        return new PostgresAddress(settings, mode, settings.RootCertificate);
    }

    private static NpgsqlConnectionStringBuilder FromConnectionString(string text)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(text);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidOperationException)
        {
            throw Invalid("it is not a connection string that the driver knows");
        }
    }

    private static NpgsqlConnectionStringBuilder FromUri(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri))
        {
            throw Invalid("it is not an address");
        }

        var user = uri.UserInfo.Split(':', 2);
        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = uri.IdnHost.Trim('[', ']'),
            Port = uri.Port > 0 ? uri.Port : DefaultPort,
            Database = Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/')),
            Username = user[0].Length > 0 ? Uri.UnescapeDataString(user[0]) : null,
            Password = user.Length > 1 ? Uri.UnescapeDataString(user[1]) : null,
        };
        foreach (var option in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(o => o.Split('=', 2)))
        {
            Apply(settings, Uri.UnescapeDataString(option[0]), option.Length > 1 ? Uri.UnescapeDataString(option[1]) : "");
        }

        return settings;
    }

    private static void Apply(NpgsqlConnectionStringBuilder settings, string name, string value)
    {
        switch (name)
        {
            case "sslmode" when Enum.TryParse<SslMode>(value.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out var mode):
                settings.SslMode = mode;
                break;
            case "sslrootcert":
                settings.RootCertificate = value;
                break;
            case "application_name":
                settings.ApplicationName = value;
                break;
            case "connect_timeout" when int.TryParse(value, out var seconds) && seconds is > 0 and <= 1024:
                settings.Timeout = seconds;
                break;
            default:
                throw Invalid("its option is unknown or has a wrong value; sslmode, sslrootcert, application_name and connect_timeout are possible");
        }
    }

    private static SyncException Invalid(string problem) => new(
        ErrorId.ParameterInvalid,
        $"The destination's address cannot be used: {problem}.",
        "Write postgresql://host:port/database, with -DestinationCredential for user and password.",
        null);
}
