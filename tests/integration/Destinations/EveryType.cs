using System.Globalization;

namespace RedshiftSync.IntegrationTests.Destinations;

/// <summary>A type of a column with values that are hard to keep: its limits, and texts that could be taken for something else.</summary>
/// <param name="Name">The type.</param>
/// <param name="Values">The values, as the server reads them.</param>
internal sealed record EveryType(string Name, string[] Values)
{
    private const string IsoTime = """to_char({0}, 'YYYY-MM-DD"T"HH24:MI:SS.US')""";

    /// <summary>All types.</summary>
    public static readonly EveryType[] All =
    [
        new("smallint", ["-32768", "32767", "0"]) { Other = "32766" },
        new("integer", ["-2147483648", "2147483647", "7"]) { Other = "2147483646" },
        new("bigint", ["-9223372036854775808", "9223372036854775807", "70"]) { Other = "9223372036854775806" },
        new("numeric(18,0)", ["-999999999999999999", "999999999999999999", "8"]) { Other = "999999999999999998" },
        new("numeric(4,0)", ["-9999", "9999", "10"]) { Other = "9998" },
        new("numeric(15,2)", ["-9999999999999.99", "9999999999999.99", "9.10", "-0.01"]) { Other = "9999999999999.98", IsNumber = true },
        new("numeric(15,15)", ["-0.999999999999999", "0.000000000000001", "0.1"]) { Other = "0.000000000000002", IsNumber = true },
        new("numeric(16,2)", ["-99999999999999.99", "99999999999999.99", "0.10"]) { Other = "99999999999999.98" },
        new("numeric(38,18)",
            ["-99999999999999999999.999999999999999999", "99999999999999999999.999999999999999999", "0.000000000000000001", "100"])
        {
            Other = "99999999999999999999.999999999999999998",
        },
        new("numeric(38,0)", ["-99999999999999999999999999999999999999", "99999999999999999999999999999999999999", "0"])
        {
            Other = "99999999999999999999999999999999999998",
        },
        new("numeric(38,38)", ["-0.99999999999999999999999999999999999999", "0.00000000000000000000000000000000000001"])
        {
            Other = "0.00000000000000000000000000000000000002",
        },
        new("real", ["-3.4028235e+38", "0.1", "1e-45", "NaN", "Infinity", "-Infinity", "-0"]) { Other = "0.10000001", IsNumber = true },
        new("double precision", ["-1.7976931348623157e+308", "0.1", "5e-324", "NaN", "Infinity", "-Infinity", "-0", "0.30000000000000004"])
        {
            Other = "0.10000000000000002", IsNumber = true,
        },
        new("boolean", ["true", "false"]) { Sqlite = "{0}::int", Other = "true", OtherInSqlite = "1" },
        new("char(8)", ["a b", "  ü", "", "12345678"]) { Sqlite = "{0}::text", Other = "  u" },
        new("varchar(20)", ["a ", "a", "", "日本", "007", "1e5", "NULL", "\\N", "x\\y'z", "tab\there", "line\nbreak"]) { Other = "a " },
        new("text", ["-0.0", "", " ", "\U0001F642"]) { Other = "\\N" },
        new("date", ["0001-01-01", "9999-12-31", "2024-02-29"]) { Other = "9999-12-30" },
        new("time", ["00:00:00", "23:59:59.999999", "24:00:00", "12:34:56.7"]) { Other = "23:59:59.999998" },
        new("timetz", ["00:00:00+00", "23:59:59.999999-08", "24:00:00+05:30", "12:00:00.5-03:30"]) { Other = "23:59:59.999998-08" },
        new("timestamp", ["0001-01-01 00:00:00", "9999-12-31 23:59:59.999999", "2024-02-29 12:00:00.000001"])
        {
            Sqlite = IsoTime, Other = "9999-12-31 23:59:59.999998", OtherInSqlite = "9999-12-31T23:59:59.999998",
        },
        new("timestamptz", ["0001-01-01 00:00:00+00", "9999-12-31 23:59:59.999999+00", "2024-03-31 02:30:00.000001+02"])
        {
            Sqlite = $"{IsoTime} || 'Z'", Other = "9999-12-31 23:59:59.999998+00", OtherInSqlite = "9999-12-31T23:59:59.999998Z",
        },
        new("interval", ["1 year 2 mons", "-2 days +00:00:00.000001", "00:00:00"]) { Other = "-2 days +00:00:00.000002" },
        new("bytea", ["\\x00ff", "\\x"]),
        new("json", ["{\"a\" : [1, \"b\"]}", "null"]),
    ];

    /// <summary>An expression for the text that SQLite stores.</summary>
    public string Sqlite { get; init; } = "{0}";

    /// <summary>A value that differs from the second one as little as possible; null if the type is not compared.</summary>
    public string? Other { get; init; }

    /// <summary>The same in a SQLite file, if it differs.</summary>
    public string? OtherInSqlite { get; init; }

    /// <summary>Whether SQLite stores a number that is written in another form.</summary>
    public bool IsNumber { get; init; }

    /// <summary>Whether SQLite stores a number.</summary>
    public bool IsSqliteNumber => IsNumber || Name is "smallint" or "integer" or "bigint" or "numeric(18,0)" or "numeric(4,0)";

    /// <summary>The text of a value that SQLite returns as a number. SQLite has no negative zero.</summary>
    public string Normalize(string text) =>
        IsNumber && double.TryParse(text, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? (number == 0 ? "0" : number.ToString(CultureInfo.InvariantCulture))
            : text;
}
