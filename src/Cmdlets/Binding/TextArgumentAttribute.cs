using System.Collections;
using System.Management.Automation;

namespace RedshiftSync;

/// <summary>
/// Converts an argument to text: a text, a number, or an object with the text in a property. Any other object is refused, because the
/// binder would use the result of its ToString, for example as the name of a file.
/// </summary>
internal abstract class TextArgumentAttribute : ArgumentTransformationAttribute
{
    /// <summary>The meaning of the text, as part of a message: "the path of a file".</summary>
    private protected abstract string Description { get; }

    /// <summary>The possible arguments, as part of a message: "text, a file or a state".</summary>
    private protected abstract string Accepted { get; }

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        EngineValue.Unwrap(inputData) is IList list ? list.Cast<object?>().Select(Convert).ToArray() : Convert(inputData);

    /// <summary>Returns the text of an object; null if the object has none.</summary>
    private protected abstract string? TextOf(PSObject value);

    private object? Convert(object? input) => EngineValue.Unwrap(input) switch
    {
        null or string => input,

        // The binder has the typed text of a number.
        IConvertible number when number.GetTypeCode() is >= TypeCode.SByte and <= TypeCode.Decimal => input,
        _ => TextOf(PSObject.AsPSObject(input)) ?? throw Refuse(PSObject.AsPSObject(input)),
    };

    // Because of the PSInvalidCastException, the binder tries the object's properties and other parameters of the pipeline.
    private ArgumentTransformationMetadataException Refuse(PSObject value) =>
        new($"An object of type {value.TypeNames[0]} is not {Description}. Pass {Accepted}.", new PSInvalidCastException());

    /// <summary>Returns the text in a property; null if there is none.</summary>
    private protected static string? PropertyText(PSObject value, string name) =>
        EngineValue.Unwrap(value.Properties[name]?.Value) as string;
}
