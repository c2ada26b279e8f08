using System.Collections.Immutable;
using System.Globalization;

namespace RedshiftSync;

/// <summary>What there is to know about each <see cref="RowValueKind"/>.</summary>
internal static class RowValueKinds
{
    // In the order of the enumeration. The letters are part of what Export-Clixml writes.
    private static readonly ImmutableArray<(char Letter, Type Stored, Type Shown)> All =
    [
        ('s', typeof(short?), typeof(short?)),
        ('i', typeof(int?), typeof(int?)),
        ('l', typeof(long?), typeof(long?)),
        ('n', typeof(decimal?), typeof(decimal?)),
        ('f', typeof(float?), typeof(float?)),
        ('d', typeof(double?), typeof(double?)),
        ('b', typeof(bool?), typeof(bool?)),
        ('t', typeof(string), typeof(string)),
        ('u', typeof(DateTime?), typeof(UtcTimestamp)),
        ('w', typeof(DateTime?), typeof(Timestamp)),
        ('a', typeof(DateTime?), typeof(Date)),
    ];

    /// <summary>The letter that stands for the type in the name of a class.</summary>
    public static char Letter(this RowValueKind kind) => All[(int)kind].Letter;

    /// <summary>The type of the values that a row holds.</summary>
    public static Type StoredType(this RowValueKind kind) => All[(int)kind].Stored;

    /// <summary>The type of the property.</summary>
    public static Type PropertyType(this RowValueKind kind) => All[(int)kind].Shown;

    /// <summary>The type that a letter stands for; null if it stands for none.</summary>
    public static RowValueKind? Find(char letter)
    {
        for (var i = 0; i < All.Length; i++)
        {
            if (All[i].Letter == letter)
            {
                return (RowValueKind)i;
            }
        }

        return null;
    }

    /// <summary>The value of the property for a value that a row holds.</summary>
    public static object? Show(this RowValueKind kind, object? value) => (kind, value) switch
    {
        (RowValueKind.UtcTimestamp, DateTime time) => UtcTimestamp.From(time),
        (RowValueKind.Timestamp, DateTime time) => Timestamp.From(time),
        (RowValueKind.Date, DateTime time) => Date.From(time),
        _ => value,
    };

    /// <summary>Returns what a row holds for a value that was deserialized, where a time is a text.</summary>
    /// <returns>False if the value is not one of this type.</returns>
    public static bool TryRestore(this RowValueKind kind, object? value, out object? stored)
    {
        stored = value is string text && kind.StoredType() == typeof(DateTime?) && IsoTimestamp.TryParse(text, out var time) ? time : value;
        return stored is null || stored.GetType() == (Nullable.GetUnderlyingType(kind.StoredType()) ?? kind.StoredType());
    }

    /// <summary>The text of a property's value where a row is named, the same in every culture.</summary>
    public static string Text(object? value) => value switch
    {
        null => "NULL",
        bool flag => flag ? "true" : "false",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
