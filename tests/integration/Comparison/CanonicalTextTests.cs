using System.Globalization;
using System.Text;
using Npgsql;
using RedshiftSync.RedshiftEmulator;
using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Comparison;

/// <summary>The texts of values in digests are the same from SQL and from the module, whatever the values are.</summary>
[Collection(SharedSource.Name)]
[Trait("Source", "none")]
public sealed class CanonicalTextTests(SourceFixture source)
{
    private const int Count = 2000;

    [Theory]
    [InlineData("smallint", false)]
    [InlineData("bigint", true)]
    [InlineData("numeric(18,0)", false)]
    [InlineData("numeric(12,4)", false)]
    [InlineData("numeric(15,15)", true)]
    [InlineData("numeric(38,18)", false)]
    [InlineData("numeric(38,37)", true)]
    [InlineData("numeric", false)]
    [InlineData("numeric", true)]
    [InlineData("real", false)]
    [InlineData("real", true)]
    [InlineData("double precision", false)]
    [InlineData("double precision", true)]
    [InlineData("boolean", true)]
    [InlineData("date", false)]
    [InlineData("date", true)]
    [InlineData("time", false)]
    [InlineData("time", true)]
    [InlineData("timetz", false)]
    [InlineData("timetz", true)]
    [InlineData("timestamp", true)]
    [InlineData("timestamptz", false)]
    [InlineData("timestamptz", true)]
    internal void Texts_from_SQL_and_from_code_are_equal(string name, bool onRedshift)
    {
        var type = TypeOf(name);
        var written = Insert(name, [.. RandomValues.Of(name, new Random(name.Length), Count)]);
        using var redshift = onRedshift ? new RedshiftServer(source.Server) : null;

        var sql = $"SELECT {type.Codec.CanonicalText("v", type)} FROM testers.canonical ORDER BY id";
        var texts = Read(redshift?.Port ?? source.Server.Port, sql);

        Assert.True(written.Count > 1);
        foreach (var (value, text) in written.Zip(texts))
        {
            Assert.All(Forms(type, value), form => Assert.Equal((value, text), (value, form)));
            Assert.DoesNotContain("/", text, StringComparison.Ordinal);
            Assert.InRange(text.Length, 1, type.Codec.CanonicalWidth(type) ?? text.Length);
        }
    }

    // A text that is not as the source writes it, because the column was changed by hand.
    [Theory]
    [InlineData("bigint", "1.0")]
    [InlineData("numeric(12,4)", "1,5")]
    [InlineData("numeric(12,4)", "")]
    [InlineData("numeric(12,4)", "0x10")]
    [InlineData("real", "0.1")]
    [InlineData("double precision", "nan")]
    [InlineData("boolean", "true")]
    [InlineData("date", "2024-02-30")]
    [InlineData("date", "2024-02-03T00:00:00")]
    [InlineData("time", "12:00")]
    [InlineData("time", "12:00:00+00")]
    [InlineData("timetz", "12:00:00")]
    [InlineData("timestamp", "yesterday")]
    public void Other_values_have_no_text(string name, string value)
    {
        var type = TypeOf(name);

        Assert.Null(type.Codec.WriteCanonical(new(Encoding.UTF8.GetBytes(value)), type, new byte[ColumnCodec.MaxCanonicalWidth]));
    }

    private static ColumnType TypeOf(string name)
    {
        var declaration = name.Split('(', ')', ',');
        return ColumnType.Named(declaration[0]) with
        {
            Precision = declaration.Length > 1 ? int.Parse(declaration[1], CultureInfo.InvariantCulture) : null,
            Scale = declaration.Length > 1 ? int.Parse(declaration[2], CultureInfo.InvariantCulture) : null,
        };
    }

    // The text of a value for each way in which a file of SQLite may hold it.
    private static IEnumerable<string?> Forms(ColumnType type, string value)
    {
        var isSpecial = value is "NaN" or "Infinity" or "-Infinity";
        switch (type.Kind)
        {
            case ColumnKind.WholeNumber:
                yield return Canonical(type, long.Parse(value, CultureInfo.InvariantCulture));
                break;
            case ColumnKind.Boolean:
                yield return Canonical(type, value == "true" ? 1L : 0L);
                break;
            case ColumnKind.FloatingPoint when !isSpecial:
                var number = double.Parse(value, CultureInfo.InvariantCulture);
                if (type.Codec is RealCodec)
                {
                    // The module's own shortest text can be shorter than the server's.
                    var real = float.Parse(value, CultureInfo.InvariantCulture);
                    yield return Canonical(type, (double)real);
                    number = double.Parse(real.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
                }

                yield return Canonical(type, number);
                break;
            case ColumnKind.Numeric when !isSpecial && type is { Precision: <= 15 }:
                yield return Canonical(type, double.Parse(value, CultureInfo.InvariantCulture));
                yield return Canonical(type, value);
                break;
            case ColumnKind.Numeric when !isSpecial && type is { Precision: <= 18, Scale: 0 }:
                yield return Canonical(type, long.Parse(value, CultureInfo.InvariantCulture));
                break;
            case ColumnKind.Timestamp:
                yield return Canonical(type, value.Replace(' ', 'T'));
                break;
            case ColumnKind.TimestampWithZone:
                yield return Canonical(type, value.Replace(' ', 'T').Replace("+00", "Z", StringComparison.Ordinal));
                break;
            default:
                yield return Canonical(type, value);
                break;
        }
    }

    private static string? Canonical(ColumnType type, object value)
    {
        var to = new byte[ColumnCodec.MaxCanonicalWidth];
        var stored = value switch
        {
            long integer => new StoredValue(integer),
            double number => new StoredValue(number),
            _ => new StoredValue(Encoding.UTF8.GetBytes((string)value)),
        };
        return type.Codec.WriteCanonical(stored, type, to) is { } length ? Encoding.UTF8.GetString(to, 0, length) : null;
    }

    // Returns the values as the server writes them.
    private List<string> Insert(string name, string[] values)
    {
        source.Server.Execute($"""
            CREATE SCHEMA IF NOT EXISTS testers; DROP TABLE IF EXISTS testers.canonical;
            CREATE TABLE testers.canonical (id integer, v {name});
            GRANT USAGE ON SCHEMA testers TO {PostgresServer.User}; GRANT SELECT ON testers.canonical TO {PostgresServer.User}
            """);
        using var connection = new NpgsqlConnection(source.Server.SuperUserConnectionString);
        connection.Open();
        using var command = new NpgsqlCommand(
            $"INSERT INTO testers.canonical SELECT i, CAST(v AS {name}) FROM unnest($1) WITH ORDINALITY AS t(v, i)", connection);
        command.Parameters.Add(new() { Value = values });
        command.ExecuteNonQuery();
        return Read(source.Server.Port, "SELECT CAST(v AS text) FROM testers.canonical ORDER BY id", "SET extra_float_digits TO 1");
    }

    private List<string> Read(int port, string sql, string setting = "SET extra_float_digits TO 0")
    {
        using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(source.Server.ConnectionString)
        {
            Port = port,
            Timezone = "UTC",
            ServerCompatibilityMode = ServerCompatibilityMode.NoTypeLoading,
        }.ConnectionString);
        connection.Open();
#pragma warning disable CA2100 // The module's own statements.
        using var set = new NpgsqlCommand(setting, connection);
        using var select = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        set.ExecuteNonQuery();
        using var reader = select.ExecuteReader();
        var texts = new List<string>();
        while (reader.Read())
        {
            texts.Add(reader.GetString(0));
        }

        return texts;
    }
}
