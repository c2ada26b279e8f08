using System.Collections;
using System.Management.Automation;

namespace RedshiftSync;

/// <summary>
/// Takes text, a number, or an object that has the text in a property. Any other object is refused: the binder would take what its ToString
/// returns, for example as the name of a file.
/// </summary>
internal abstract class TextArgumentAttribute : ArgumentTransformationAttribute
{
    /// <summary>What the text is, as part of a message: "the path of a file".</summary>
    private protected abstract string Description { get; }

    /// <summary>What the parameter takes, as part of a message: "text, a file or a state".</summary>
    private protected abstract string Accepted { get; }

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        EngineValue.Unwrap(inputData) is IList list ? list.Cast<object?>().Select(Convert).ToArray() : Convert(inputData);

    /// <summary>The text that the object stands for; null when it stands for none.</summary>
    private protected abstract string? TextOf(PSObject value);

    private object? Convert(object? input) => EngineValue.Unwrap(input) switch
    {
        null or string => input,

        // The binder knows a number as it was typed.
        IConvertible number when number.GetTypeCode() is >= TypeCode.SByte and <= TypeCode.Decimal => input,
        _ => TextOf(PSObject.AsPSObject(input)) ?? throw Refuse(PSObject.AsPSObject(input)),
    };

    // With PSInvalidCastException inside, the binder goes on to the object's properties and to other parameters of the pipeline.
    private ArgumentTransformationMetadataException Refuse(PSObject value) =>
        new($"An object of type {value.TypeNames[0]} is not {Description}. Pass {Accepted}.", new PSInvalidCastException());

    /// <summary>The text in a property; null where there is none.</summary>
    private protected static string? PropertyText(PSObject value, string name) => EngineValue.Unwrap(value.Properties[name]?.Value) as string;
}
