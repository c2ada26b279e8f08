using System.Management.Automation;

namespace RedshiftSync;

/// <summary>Converts an argument to the name of a table: text, or an object with a table (a table, a column, a state).</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TableArgumentAttribute : TextArgumentAttribute
{
    private protected override string Description => "the name of a table";

    private protected override string Accepted => "text, a table, a column, or a state";

    /// <inheritdoc/>
    // Null is the Table of a state before its first sync. An empty text is an error, for example an empty field of a CSV file.
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => EngineValue.Unwrap(inputData) is ""
        ? throw new ArgumentTransformationMetadataException("The name of the table is empty.")
        : base.Transform(engineIntrinsics, inputData);

    private protected override string? TextOf(PSObject value) => PropertyText(value, "Table");
}
