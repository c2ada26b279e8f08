using System.Collections;
using System.Management.Automation;

namespace RedshiftSync;

/// <summary>
/// Takes text, a number, or an object that has the wanted text in a property. Any other object is refused: the binder would use whatever its
/// ToString returns, as the name of a file for example.
/// </summary>
internal abstract class TextArgumentAttribute : ArgumentTransformationAttribute
{
    /// <summary>What the text is, as part of a message: "the path of a file".</summary>
    private protected abstract string Description { get; }

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        Unwrap(inputData) is IList list ? list.Cast<object?>().Select(Convert).ToArray() : Convert(inputData);

    /// <summary>The text that the object stands for; null when it stands for none.</summary>
    private protected abstract string? TextOf(PSObject value);

    private object? Convert(object? input) => Unwrap(input) switch
    {
        null or string => input,

        // The binder knows a number as it was typed.
        IConvertible number when number.GetTypeCode() is >= TypeCode.SByte and <= TypeCode.Decimal => input,
        _ => TextOf(PSObject.AsPSObject(input)) ?? throw Refuse(PSObject.AsPSObject(input)),
    };

    // With PSInvalidCastException inside, the binder goes on to the object's properties and to other parameters of the pipeline.
    private ArgumentTransformationMetadataException Refuse(PSObject value) =>
        new($"A {value.TypeNames[0]} is not {Description}.", new PSInvalidCastException());

    private static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}

/// <summary>Takes the path of a file, also from an object that has one: a file, a state, the result of a sync.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class FilePathAttribute : TextArgumentAttribute
{
    private static readonly string[] PathProperties = ["PSPath", "StatePath", "Path"];

    /// <summary>Whether the parameter takes wildcards, so that the path of an object has to be escaped.</summary>
    public bool AllowsWildcards { get; set; }

    private protected override string Description => "the path of a file";

    private protected override string? TextOf(PSObject value)
    {
        var path = value.BaseObject switch
        {
            FileSystemInfo file => file.FullName,
            Uri address => address.OriginalString,
            _ => PathProperties.Select(name => value.Properties[name]?.Value as string).FirstOrDefault(text => text is not null),
        };
        return path is not null && AllowsWildcards ? WildcardPattern.Escape(path) : path;
    }
}

/// <summary>Takes the name of a table, also from an object that has one: a table, a column, a state.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TableArgumentAttribute : TextArgumentAttribute
{
    private protected override string Description => "the name of a table";

    private protected override string? TextOf(PSObject value) => value.Properties["Table"]?.Value as string;
}
