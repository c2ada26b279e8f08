using System.Management.Automation;

namespace RedshiftSync;

/// <summary>
/// Converts an argument to UTC in any culture: text or a DateTime without a zone is UTC, a local DateTime (Get-Date) is converted, and a
/// length of time (7d, 12h, a TimeSpan) means that long ago by this machine's clock. The binder would read text in the local zone.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class UtcTimeAttribute : ArgumentTransformationAttribute
{
    /// <summary>What to say in addition about a whole number; empty where the command has no parameter for one.</summary>
    public string NumberAdvice { get; init; } = "";

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => EngineValue.Unwrap(inputData) is null
        ? null
        : Read(inputData) ?? throw new ArgumentTransformationMetadataException(
            $"Cannot read '{inputData}' as a time. "
            + "Write it year first, as 2024-05-01, 2024-05-01T12:30:00 (UTC) or 2024-05-01T12:30:00+02:00, "
            + "write 7d or 12h for that long ago, or pass a DateTime or TimeSpan."
            + (CursorValueAttribute.TryReadInteger(inputData, out _) ? NumberAdvice : ""));

    /// <summary>Reads a time; null if the argument is none.</summary>
    internal static DateTime? Read(object? input)
    {
        DateTime? utc = EngineValue.Unwrap(input) switch
        {
            DateTimeOffset time => time.UtcDateTime,
            DateTime { Kind: DateTimeKind.Local } time => time.ToUniversalTime(),
            DateTime time => DateTime.SpecifyKind(time, DateTimeKind.Utc),
            string text when IsoTimestamp.TryParse(text, out var parsed) => parsed,
            _ when TryReadAge(input, out var age) => DateTime.UtcNow - age,
            _ => null,
        };
        return utc is { } read ? IsoTimestamp.CeilingToMicrosecond(read) : null;
    }

    private static bool TryReadAge(object? input, out TimeSpan age)
    {
        age = TimeSpan.Zero;
        return IsLength(input) && LagAttribute.TryRead(input, out age) && age < DateTime.UtcNow - DateTime.MinValue;
    }

    // Neither 12:30, a time of day, nor 0. The parser reads 7d as a number; converting to a string restores the typed text.
    private static bool IsLength(object? input) =>
        EngineValue.Unwrap(input) is TimeSpan
        || (LanguagePrimitives.ConvertTo<string>(input).Trim() is var text && text != "0" && !text.Contains(':', StringComparison.Ordinal));
}
