using System.Collections;
using System.Globalization;
using System.Numerics;

namespace RedshiftSync;

/// <summary>Binds the values of a filter's parameters. Values never become part of a message.</summary>
internal static class FilterValue
{
    private const double MostDigits = 1e18;
    private const string TimeFormat = "yyyy-MM-dd HH:mm:ss.ffffff";

    /// <summary>Binds a value.</summary>
    /// <param name="name">The name in the statement.</param>
    /// <param name="given">The name that the user gave.</param>
    /// <param name="value">The value that the user gave.</param>
    /// <exception cref="SyncException">FilterInvalid: a value of that type cannot be compared with a column.</exception>
    public static SqlParameterValue Bind(string name, string given, object? value)
    {
        if (value is Enum)
        {
            throw Refused(given, "is an enumeration", "Give its number ([int]) or its name ([string]).");
        }

        return value switch
        {
            sbyte or byte or short or ushort or int or uint or long =>
                new(name, Convert.ToInt64(value, CultureInfo.InvariantCulture), SqlValueType.Number),
            ulong number when number <= long.MaxValue => new(name, (long)number, SqlValueType.Number),
            BigInteger number when number >= long.MinValue && number <= long.MaxValue => new(name, (long)number, SqlValueType.Number),
            _ => new(name, TextOf(given, value), SqlValueType.Untyped),
        };
    }

    /// <summary>Returns the index of a NUL or a lone surrogate, which no text in a database contains; -1 if there is none.</summary>
    public static int FindInvalidCharacter(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogatePair(text, i))
            {
                i++;
            }
            else if (text[i] == '\0' || char.IsSurrogate(text[i]))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Returns the text that the server reads as a date or time, with all its digits; null for any other value.</summary>
    public static string? TextOfTime(object? value) => value switch
    {
        DateTime { Kind: DateTimeKind.Unspecified } time => time.ToString(TimeFormat, CultureInfo.InvariantCulture),
        DateTime time => Utc(time.ToUniversalTime()),
        DateTimeOffset time => Utc(time.UtcDateTime),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        _ => null,
    };

    private static string TextOf(string given, object? value) => value switch
    {
        string text => Checked(given, text),
        char character => Checked(given, character.ToString()),
        bool flag => flag ? "true" : "false",
        float.NaN or double.NaN => throw Refused(given, "is NaN", "Redshift takes NaN for different from everything, NaN included."),
        // With an exponent, 1E+16 could not be compared with a bigint.
        float or double when Convert.ToDouble(value, CultureInfo.InvariantCulture) is > -MostDigits and < MostDigits and var number
            && number == Math.Truncate(number) => ((long)number).ToString(CultureInfo.InvariantCulture),
        float or double or decimal or ulong or BigInteger => ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
        DateTime or DateTimeOffset or DateOnly => TextOfTime(value)!,
        Guid guid => guid.ToString("D"),
        null => throw Refused(given, "is null", "Nothing is equal to NULL: write IS NULL or IS NOT NULL instead of the parameter."),
        IEnumerable => throw Refused(given, "is a list", "Use one parameter for each value: region IN (@a, @b)."),
        _ => throw Refused(
            given,
            $"is of type {value.GetType().Name}",
            "Give a text, a number, a date or time, $true or $false; a text of the server's form does for any other type."),
    };

    private static string Utc(DateTime time) => time.ToString(TimeFormat, CultureInfo.InvariantCulture) + "+00";

    private static string Checked(string given, string text) => FindInvalidCharacter(text) < 0
        ? text
        : throw Refused(given, "contains a NUL or half a character (a lone surrogate)", "No text in a database contains one.");

    private static SyncException Refused(string given, string problem, string advice) =>
        TableErrors.FilterInvalid($"the value of '{given}' in -FilterParameter {problem}", advice);
}
