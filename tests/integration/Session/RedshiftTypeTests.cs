using System.Globalization;
using RedshiftSync.RedshiftEmulator;
using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Session;

/// <summary>Rows of every type that Redshift has, as objects: each value is equal to the text that the server itself makes of it.</summary>
[Collection(SharedRedshift.Name)]
[Trait("Source", "none")]
public sealed class RedshiftTypeTests : IDisposable
{
    private const string Table = "testers.redshift_types";

    // A type, and its values as SQL; where there are fewer values than rows, NULL follows.
    private static readonly (string Type, string[] Values)[] Types =
    [
        ("super", ["""'{"a":"say \"x\" \\ it''s","b":[1,null,{"c":"\u00fc\n"}]}'""", "'\"a text\"'", "'null'", "'{}'"]),
        ("varbyte", ["''", "'00ff'", "repeat('ab', 65535)"]),
        ("geometry", ["'0101000000000000000000F03F0000000000000040'", "repeat('01', 500000)"]),
        ("geography", ["'0101000020E6100000000000000000F03F0000000000000040'"]),
        ("hllsketch", ["""'{"version":1,"logm":15,"sparse":{"indices":[4878,9559],"values":[1,2]}}'"""]),
        ("interval year to month", ["'1 year 2 months'", "'-1 month'", "'0'", "'178956970 years 7 months'"]),
        ("interval day to second", ["'3 days 04:05:06.000007'", "'-1 day +00:00:00.000001'", "'0'", "'106751991 days'"]),
        ("timetz", ["'00:00:00+00'", "'23:59:59.999999-08'", "'12:00:00+05:30'", "'24:00:00+15:59'"]),
        ("time", ["'00:00:00'", "'23:59:59.999999'", "'24:00:00'"]),
        ("numeric(38, 18)", ["7922816251.426433759354395033", "-7922816251.426433759354395033", "0.000000000000000001", "0"]),
        ("numeric(38, 0)", ["79228162514264337593543950335", "-79228162514264337593543950335", "0"]),
        ("double precision", ["'NaN'", "'-Infinity'", "4.9406564584124654e-324", "-1.7976931348623157e308", "'-0'", "0.1"]),
        ("real", ["'NaN'", "'Infinity'", "1.401298464324817e-45", "3.4028234663852886e38", "'-0'", "0.1"]),
        ("boolean", ["true", "false"]),
        ("char(6)", ["'a b'", "''", "'  x'", "'123456'"]),
        ("varchar(65535)", ["''", "' a '", "repeat(U&'\\+01F600', 16383) || 'abc'", "repeat('x', 65535)", "U&'e\\0301\\FEFF\\2028'"]),
        ("date", ["'0001-01-01'", "'9999-12-31'", "'2024-02-29'"]),
        ("timestamp", ["'0001-01-01'", "'9999-12-31 23:59:59.999999'", "'2024-02-29 12:34:56.000001'"]),
        ("timestamptz", ["'0001-01-01 00:00:00+00'", "'9999-12-31 23:59:59.999999+00'", "'2024-03-31 02:30:00.000001+02'"]),
        ("bigint", ["-9223372036854775808", "9223372036854775807"]),
        ("smallint", ["-32768", "32767"]),
    ];

    private static readonly int Rows = Types.Max(t => t.Values.Length) + 1;

    private readonly RedshiftFixture _redshift;

    public RedshiftTypeTests(RedshiftFixture redshift)
    {
        _redshift = redshift;
        var rows = Enumerable.Range(0, Rows).Select(row => $"({row}, '2024-05-01 00:00:00.00000{row}', "
            + string.Join(", ", Types.Select(t => row < t.Values.Length ? $"CAST({t.Values[row]} AS {t.Type})" : "NULL")) + ")");
        redshift.Server.Execute($"""
            CREATE SCHEMA IF NOT EXISTS testers;
            GRANT USAGE ON SCHEMA testers TO {PostgresServer.User};
            DROP TABLE IF EXISTS {Table};
            CREATE TABLE {Table} (id int PRIMARY KEY, updated_at timestamp, {string.Join(", ", Types.Select((t, i) => $"c{i} {t.Type}"))});
            INSERT INTO {Table} VALUES {string.Join(", ", rows)};
            GRANT SELECT ON {Table} TO {PostgresServer.User}
            """);
    }

    public void Dispose()
    {
        _redshift.Cluster.Faults = FaultPlan.None;
        _redshift.Server.Execute($"DROP TABLE {Table}");
    }

    [Theory]
    [InlineData("")]
    [InlineData("-NumericAsText")]
    public void Each_value_is_equal_to_the_servers_own_text(string how)
    {
        var rows = _redshift.Host.Run($"Get-RedshiftTableChange {Table} {how}").ThrowIfFailed().Output;

        Assert.Equal(Rows, rows.Count);
        for (var i = 0; i < Types.Length; i++)
        {
            var type = Types[i].Type;
            var written = CustomerTable.Texts(
                _redshift.Server, $"SELECT coalesce({TextOf(type, $"c{i}")}, '<NULL>') FROM {Table} ORDER BY id");
            var read = rows.Select(row => row.Properties[$"c{i}"].Value).ToList();
            Assert.Equal(
                written.Select(text => $"{type}: {Comparable(ValueOf(type, text, how))}"),
                read.Select(value => $"{type}: {Comparable(value)}"));
        }
    }

    [Fact]
    public void A_file_stores_the_same_texts()
    {
        using var folder = new TemporaryFolder();
        _redshift.Host.Run(
            $"Sync-RedshiftTable {Table} $state -Destination $file", ("state", folder["s.json"]), ("file", folder["w.db"])).ThrowIfFailed();

        for (var i = 0; i < Types.Length; i++)
        {
            var type = Types[i].Type;
            if (type is not ("double precision" or "real" or "boolean"))
            {
                Assert.Equal(
                    CustomerTable.Texts(_redshift.Server, $"SELECT coalesce({TextOf(type, $"c{i}")}, '<NULL>') FROM {Table} ORDER BY id"),
                    Warehouse.Query(
                        folder["w.db"], $"SELECT coalesce(c{i}, '<NULL>') FROM redshift_types ORDER BY id", row => row.GetString(0)));
            }
        }

        AssertUncompared("c0, c1, c2, c3, c4.");
        _redshift.Cluster.Faults = FaultPlan.ErrorOnStatement("WHERE 1 = 0", "42846", "cannot cast type intervaly2m to character varying");
        AssertUncompared("c0, c1, c2, c3, c4, c5, c6.");

        void AssertUncompared(string columns)
        {
            var differences = _redshift.Host.Run($"Test-RedshiftSync {Table} -Destination $file", ("file", folder["w.db"]));
            Assert.Empty(differences.ThrowIfFailed().Output);
            Assert.EndsWith(columns, Assert.Single(differences.Warnings), StringComparison.Ordinal);
        }
    }

    private static string TextOf(string type, string column) => type switch
    {
        "timestamp" => $"to_char({column}, 'YYYY-MM-DD\"T\"HH24:MI:SS.US')",
        "timestamptz" => $"to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')",

        // Their casts are those of Redshift, which take a text out of its JSON; this is what a client receives.
        "super" or "varbyte" or "geometry" or "geography" or "hllsketch" => $"textin({type}_out({column}))",
        _ => $"{column}::text",
    };

    // .NET writes an exponent in another way, and a decimal without the digits that it has no room for.
    private static object ValueOf(string type, string text, string how) => (text, type) switch
    {
        ("<NULL>", _) => text,
        (_, "double precision") => double.Parse(text, CultureInfo.InvariantCulture),
        (_, "real") => float.Parse(text, CultureInfo.InvariantCulture),
        (_, "boolean") => text == "true",
        (_, "numeric(38, 18)") when how.Length == 0 => decimal.Parse(text, CultureInfo.InvariantCulture),
        _ => text,
    };

    private static string Comparable(object? value) =>
        value is null ? "<NULL>" : Convert.ToString(value, CultureInfo.InvariantCulture)!;
}
