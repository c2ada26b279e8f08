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
    private static readonly UtcTimeAttribute Time = new();

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        TryReadInteger(inputData, out var number) ? number : Time.Transform(engineIntrinsics, inputData);

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
    private static readonly LagAttribute Lag = new();

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        inputData is null ? null
        : CursorValueAttribute.TryReadInteger(inputData, out var number) && number >= 0 ? number
        : Lag.Transform(engineIntrinsics, inputData);
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
