using System.Globalization;
using System.Text.RegularExpressions;

namespace RedshiftSync.IntegrationTests.SchemaHistories;

/// <summary>How one type follows another.</summary>
internal enum Step
{
    Same,
    Wider,
    Other,

    /// <summary>The contract does not decide.</summary>
    Either,
}

/// <summary>The types of the histories, independent of the module: what is wider, values, and the one text of each value.</summary>
internal static partial class HistoryTypes
{
    public const string Key = "id";
    public const string Cursor = "updated_at";

    private static readonly string[] Integers = ["smallint", "integer", "bigint"];

    public static readonly string[] All =
    [
        "smallint", "integer", "bigint", "real", "double precision", "numeric(5,2)", "numeric(8,2)", "numeric(10,4)", "numeric(15,2)",
        "numeric(16,2)", "numeric(18,0)", "numeric(20,0)", "numeric(30,10)", "varchar(5)", "varchar(10)", "varchar(20)", "char(3)",
        "char(8)", "boolean", "date", "timestamp", "timestamptz",
    ];

    public static Step Compare(string before, string after)
    {
        if (before == after)
        {
            return Step.Same;
        }

        var (a, b) = (Split(before), Split(after));
        if (Array.IndexOf(Integers, before) is >= 0 and var i && Array.IndexOf(Integers, after) is >= 0 and var j)
        {
            return i < j ? Step.Wider : Step.Other;
        }

        if ((before, after) is ("real", "double precision"))
        {
            return Step.Wider;
        }

        if (a.Name != b.Name)
        {
            return Step.Other;
        }

        if (a.Name == "numeric")
        {
            var (digits, more) = (a.First - a.Second, b.First - b.Second);
            return b.Second < a.Second || more < digits ? Step.Other : more > digits ? Step.Wider : Step.Either;
        }

        return a.Name is "varchar" or "char" && a.First < b.First ? Step.Wider : Step.Other;
    }

    public static bool IsText(string type) => Split(type).Name is "varchar" or "char";

    /// <summary>Whether a type surely does not fit a PostgreSQL column of another type, or surely does.</summary>
    public static Step Fits(string column, string type) => column == type || (IsText(column) && IsText(type))
        ? Step.Same
        : Compare(type, column) == Step.Wider ? Step.Same : Compare(column, type) == Step.Wider ? Step.Other : Step.Either;

    /// <summary>The same text for the same value, whoever wrote it.</summary>
    public static string? Canonical(string type, string? text) => text is null ? null : Split(type).Name switch
    {
        "numeric" => text.Contains('.', StringComparison.Ordinal) ? text.TrimEnd('0').TrimEnd('.') : text,
        "real" => float.Parse(text, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture),
        "double precision" => double.Parse(text, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture),
        "char" => text.TrimEnd(' '),
        "boolean" => text is "true" or "1" or "True" ? "1" : text is "false" or "0" or "False" ? "0" : text,
        "timestamp" or "timestamptz" => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)
            .ToUniversalTime().ToString("O", CultureInfo.InvariantCulture),
        _ => text,
    };

    /// <summary>What a value becomes when its column widens.</summary>
    public static string? Widened(string before, string after, string? text) =>
        text is not null && before == "real" && after == "double precision"
            ? ((double)float.Parse(text, CultureInfo.InvariantCulture)).ToString("R", CultureInfo.InvariantCulture)
            : text;

    public static string Literal(string type, Random random)
    {
        var split = Split(type);
        if (random.Next(8) == 0)
        {
            return $"NULL::{type}";
        }

        var text = split.Name switch
        {
            "smallint" => Pick("-32768", "32767", "0", "7"),
            "integer" => Pick("-2147483648", "2147483647", "32768", "5"),
            "bigint" => Pick("-9223372036854775808", "9223372036854775807", "2147483648", "9007199254740993"),
            "real" => Pick("0.1", "16777216", "-1.1754944e-38", "3.3333333"),
            "double precision" => Pick("0.1", "0.30000000000000004", "1e300", "-2.5"),
            "numeric" => Digits(split.First - split.Second) + (split.Second == 0 ? "" : "." + Digits(split.Second)),
            "varchar" => Pick("", "a ", "é", "0010", new string('x', split.First)),
            "char" => Pick("", "a", "ab ", new string('y', split.First)),
            "boolean" => Pick("true", "false"),
            "date" => Pick("2024-02-29", "0001-01-01", "9999-12-31"),
            _ => Pick("2024-03-01 12:00:00.000001", "1999-12-31 23:59:59.999999", "2024-01-01"),
        };
        return $"'{text}'::{type}";

        string Pick(params string[] values) => values[random.Next(values.Length)];

        string Digits(int count) => Pick(new string('9', count), $"{random.Next(10)}", new string('1', count), "0");
    }

    private static (string Name, int First, int Second) Split(string type)
    {
        var match = Parts().Match(type);
        return match.Success
            ? (match.Groups[1].Value, Number(match.Groups[2]), match.Groups[3].Success ? Number(match.Groups[3]) : 0)
            : (type, 0, 0);
    }

    private static int Number(Group group) => int.Parse(group.Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(\w+)\((\d+)(?:,(\d+))?\)$")]
    private static partial Regex Parts();
}
