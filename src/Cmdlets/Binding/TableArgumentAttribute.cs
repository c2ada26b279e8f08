using System.Management.Automation;

namespace RedshiftSync;

/// <summary>Takes the name of a table, also from an object that has one: a table, a column, a state.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TableArgumentAttribute : TextArgumentAttribute
{
    private protected override string Description => "the name of a table";

    private protected override string Accepted => "text, a table, a column, or a state";

    /// <inheritdoc/>
    // Null stays null, which is the Table of a state that no sync has claimed yet. An empty text is a mistake, as in a CSV file.
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => EngineValue.Unwrap(inputData) is ""
        ? throw new ArgumentTransformationMetadataException("The name of the table is empty.")
        : base.Transform(engineIntrinsics, inputData);

    private protected override string? TextOf(PSObject value) => PropertyText(value, "Table");
}
