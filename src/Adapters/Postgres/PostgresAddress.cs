using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Npgsql;

namespace RedshiftSync.Adapters.Postgres;

/// <summary>
/// The address of a PostgreSQL destination, parsed from a URL, libpq keywords or a connection string. Messages never quote the text: it can
/// contain a password.
/// </summary>
internal sealed partial class PostgresAddress
{
    private const int DefaultPort = 5432;
    private const int MaxTimeoutSeconds = 1024;

    private PostgresAddress(NpgsqlConnectionStringBuilder settings, TlsMode tlsMode, string? rootCertificate)
    {
        Settings = settings;
        TlsMode = tlsMode;
        RootCertificate = rootCertificate;
        var host = settings.Host!.Contains(':', StringComparison.Ordinal) ? $"[{settings.Host}]" : settings.Host;
        DisplayName = string.Create(CultureInfo.InvariantCulture, $"postgresql://{host}:{settings.Port}/{settings.Database}");
    }

    /// <summary>Host, port, database and the other options of the address.</summary>
    public NpgsqlConnectionStringBuilder Settings { get; }

    /// <summary>The TLS mode of the address; VerifyFull by default.</summary>
    public TlsMode TlsMode { get; }

    /// <summary>A PEM file with the authorities to trust; null for the system's.</summary>
    public string? RootCertificate { get; }

    /// <summary>Host, port and database only.</summary>
    public string DisplayName { get; }

    /// <exception cref="SyncException">ParameterInvalid.</exception>
    public static PostgresAddress Parse(string text)
    {
        try
        {
            var values = AddressOptions.Collect(AddressSyntax.Read(text));
            return new PostgresAddress(
                ToSettings(values),
                ToTlsMode(Find(values, "sslmode")),
                Find(values, "sslrootcert") is var file and not "system" ? FullPath(file, "sslrootcert") : null);
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            // Only messages from this file are free of the text; the exception itself is dropped.
            throw Invalid(e is FormatException ? e.Message : "it holds a character that no address can have");
        }
    }

    private static NpgsqlConnectionStringBuilder ToSettings(Dictionary<string, string> values)
    {
        if (values.Values.Any(value => value.Contains('\0', StringComparison.Ordinal)))
        {
            throw new FormatException("it holds a character that no address can have");
        }

        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = ToHost(Find(values, "host") ?? throw new FormatException("it names no host")),
            Database = Find(values, "dbname") ?? throw new FormatException("it names no database"),
            Port = Find(values, "port") is { } port ? Number(port, "port", IPEndPoint.MaxPort) : DefaultPort,
            Username = Find(values, "user"),
            Password = Find(values, "password"),
            Passfile = FullPath(Find(values, "passfile"), "passfile"),
            ApplicationName = Find(values, "application_name"),
            ChannelBinding = Find(values, "channel_binding")?.ToLowerInvariant() switch
            {
                null or "prefer" => ChannelBinding.Prefer,
                "require" => ChannelBinding.Require,
                "disable" => ChannelBinding.Disable,
                _ => throw new FormatException("its channel_binding is not one of disable, prefer and require"),
            },
        };
        if (Find(values, "connect_timeout") is { } seconds)
        {
            settings.Timeout = Number(seconds, "connect_timeout", MaxTimeoutSeconds);
        }

        if (Find(values, "options") is { } options)
        {
            settings.Options = Routing().IsMatch(options)
                ? options
                : throw new FormatException("its options are not supported, beyond one that routes to a project or endpoint (endpoint=…)");
        }

        return settings;
    }

    private static string? Find(Dictionary<string, string> values, string name) =>
        values.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    // A host name, an IP address or the folder of a socket. Any other text may be part of a password.
    private static string ToHost(string text)
    {
        var host = text.StartsWith('[') && text.EndsWith(']') ? text[1..^1] : text;
        if (host.Contains(':', StringComparison.Ordinal) ? IPAddress.TryParse(host, out _) : PlainHost().IsMatch(host))
        {
            return host;
        }

        return host.All(c => char.IsLetterOrDigit(c) || c is '.' or '-')
            ? new IdnMapping().GetAscii(host)
            : throw new FormatException("its host is not the name or the address of one host");
    }

    // The driver's default would fall back to plain text.
    private static TlsMode ToTlsMode(string? text) => text?.Replace("-", "", StringComparison.Ordinal).ToLowerInvariant() switch
    {
        null or "verifyfull" => TlsMode.VerifyFull,
        "verifyca" => TlsMode.VerifyCA,
        "require" => TlsMode.Require,
        "disable" => TlsMode.Disable,
        "prefer" or "allow" => throw new FormatException(
            "its sslmode would fall back to plain text; disable, require, verify-ca and verify-full are possible"),
        _ => throw new FormatException("its sslmode is not one of disable, require, verify-ca and verify-full"),
    };

    private static int Number(string text, string name, int max) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 && number <= max
        ? number
        : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"its {name} is not a number from 1 to {max}"));

    // The current folder of the process is not PowerShell's.
    private static string? FullPath(string? path, string name) =>
        path is null || Path.IsPathFullyQualified(path) ? path : throw new FormatException($"its {name} is not a full path");

    private static SyncException Invalid(string problem) => new(
        ErrorId.ParameterInvalid,
        $"The destination's address cannot be used: {problem}.",
        "Write postgresql://host:port/database, with -DestinationCredential for user and password.",
        null);

    [GeneratedRegex(@"^([A-Za-z0-9._-]+|/[A-Za-z0-9._/-]*)$")]
    private static partial Regex PlainHost();

    // Providers use it to identify the tenant if the client sends no host name in TLS.
    [GeneratedRegex(@"^(endpoint|project|reference|--cluster)=[A-Za-z0-9._-]+$")]
    private static partial Regex Routing();
}
