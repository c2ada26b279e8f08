using System.Globalization;
using RedshiftSync.TestSupport;

namespace RedshiftSync.RedshiftEmulator;

/// <summary>The options of an emulator on a command line.</summary>
public sealed record EmulatorArguments
{
    /// <summary>The options that <see cref="Take"/> accepts, for a usage message.</summary>
    public const string Usage = """
        --tls          none, offered (the default) or required
        --certificate  good (the default), expired, wronghost or untrusted
        --login        md5 (the default), sha256 or idp: the last two cannot be used by a PostgreSQL driver
        --port         the port to listen on (default: a free one)
        --fault        cut:ROW, end:ROW, inside:ROW, stall:ROW, 1023:ROW, SQLSTATE:ROW (as 57P01:10), refuse:SECONDS, slow:SECONDS or
                       busy:LOGINS; several come one after another
        --quirk        integers, floats, timestamps or booleans: wrong in binary format; older: without SHOW COLUMNS and the like;
                       missing: XX000 for a missing relation; several add up
        """;

    /// <summary>Whether the server offers TLS.</summary>
    public TlsOffer Tls { get; init; } = TlsOffer.Offered;

    /// <summary>The server certificate.</summary>
    public ServerCertificate Certificate { get; init; }

    /// <summary>How the server requests the password.</summary>
    public LoginKind Login { get; init; }

    /// <summary>The port, or zero for a free one.</summary>
    public int Port { get; init; }

    /// <summary>The faults to inject.</summary>
    public FaultPlan Faults { get; init; } = FaultPlan.None;

    /// <summary>How the server differs from other clusters.</summary>
    public RedshiftQuirks Quirks { get; init; } = new();

    /// <summary>Adds an option, <c>--name value</c>; null if the name is unknown.</summary>
    public EmulatorArguments? Take(string name, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return name switch
        {
            "--tls" => this with { Tls = Choose<TlsOffer>(value) },
            "--certificate" when value is "untrusted" => this with { Certificate = ServerCertificate.UntrustedAuthority },
            "--certificate" => this with { Certificate = Choose<ServerCertificate>(value) },
            "--login" when value is "idp" => this with { Login = LoginKind.IdentityProvider },
            "--login" => this with { Login = Choose<LoginKind>(value) },
            "--port" => this with { Port = Number(value) },
            "--quirk" => this with { Quirks = Quirk(value) },
            "--fault" => this with { Faults = Faults.Then(Fault(value)) },
            _ => null,
        };
    }

    private RedshiftQuirks Quirk(string value) => value switch
    {
        "older" => Quirks with { HasShowCommands = false },
        "missing" => Quirks with { MissingRelationIsInternalError = true },
        _ => Quirks with { WrongBinary = Quirks.WrongBinary | Choose<BinaryTypes>(value) },
    };

    private static FaultPlan Fault(string value)
    {
        if (value.Split(':') is not [var what, var amount])
        {
            throw new UsageException($"'{value}' is no fault.");
        }

        var number = Number(amount);
        return what switch
        {
            "cut" => FaultPlan.CutAfterRow(number),
            "end" => FaultPlan.CutAfterRow(number, Cut.End),
            "inside" => FaultPlan.CutAfterRow(number, Cut.InsideRow),
            "stall" => FaultPlan.StallAfterRow(number),
            "1023" => FaultPlan.IsolationViolationAfterRow(number),
            "refuse" => FaultPlan.RefuseConnectionsFor(TimeSpan.FromSeconds(number)),
            "slow" => FaultPlan.SlowStart(TimeSpan.FromSeconds(number)),
            "busy" => FaultPlan.TooManyConnections(number),
            { Length: 5 } => FaultPlan.ErrorAfterRow(number, what, "an error that was asked for"),
            _ => throw new UsageException($"'{value}' is no fault."),
        };
    }

    private static T Choose<T>(string value)
        where T : struct, Enum =>
            Enum.TryParse<T>(value, ignoreCase: true, out var chosen)
                ? chosen
                : throw new UsageException($"'{value}' was not expected there.");

    private static int Number(string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new UsageException($"'{value}' is no number.");
}
