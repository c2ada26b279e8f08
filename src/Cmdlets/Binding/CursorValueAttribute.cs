using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace RedshiftSync;

/// <summary>
/// Converts an argument to a value of any cursor column: a whole number to a long, for an integer column; anything else to a UTC time, as
/// <see cref="UtcTimeAttribute"/> does.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class CursorValueAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        EngineValue.Unwrap(inputData) is null ? null
        : TryReadInteger(inputData, out var number) ? number
        : UtcTimeAttribute.Read(inputData) ?? throw new ArgumentTransformationMetadataException(
            $"Cannot read '{inputData}' as a time or as a whole number of 64 bits. "
            + "Write a time year first, as 2024-05-01, 2024-05-01T12:30:00 (UTC) or 2024-05-01T12:30:00+02:00, write 7d or 12h for that "
            + "long ago, or pass a DateTime or TimeSpan. For a cursor of integers, write a whole number.");

    /// <summary>Whether an argument is a whole number, as typed or as an object.</summary>
    internal static bool TryReadInteger(object? input, out long number)
    {
        number = 0;
        return EngineValue.Unwrap(input) is { } value and (string or IConvertible)
            && value is not (DateTime or bool)

            // The parser reads 7d as a number; converting to a string restores the typed text.
            && long.TryParse(
                LanguagePrimitives.ConvertTo<string>(input).Trim(),
                NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture,
                out number);
    }
}

/// <summary>
/// Converts an argument to a distance between cursor values: a whole number to a long, anything else to a TimeSpan, as
/// <see cref="LagAttribute"/> does. Zero is a number.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class CursorDistanceAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        inputData is null ? null
        : CursorValueAttribute.TryReadInteger(inputData, out var number) && number >= 0 ? number
        : LagAttribute.TryRead(inputData, out var lag) ? lag
        : throw new ArgumentTransformationMetadataException(
            $"'{inputData}' is neither a length of time nor a whole number, or it is negative. "
            + "Write 90s, 5m, 2h, 1d, 00:05:00 or 0, or pass a TimeSpan. For a cursor of integers, write a whole number.");
}

/// <summary>
/// Converts an argument to the parts of a key: whole numbers to longs, anything else to a text that does not depend on the culture.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class KeyPartsAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => EngineValue.Unwrap(inputData) switch
    {
        null => null,
        IList list => list.Cast<object?>().Select(Part).ToArray(),
        _ => new[] { Part(inputData) },
    };

    private static object Part(object? input) => EngineValue.Unwrap(input) switch
    {
        null => throw new ArgumentTransformationMetadataException(
            "A part of the key is null. Rows with NULL in their key have no position."),
        string text => text,
        bool flag => flag ? "true" : "false",
        IConvertible when CursorValueAttribute.TryReadInteger(input, out var integer) => integer,
        var value => FilterValue.TextOfTime(value) ?? string.Create(CultureInfo.InvariantCulture, $"{value}"),
    };
}
