using System.Management.Automation;

namespace RedshiftSync;

/// <summary>Takes the name of a table, also from an object that has one: a table, a column, a state.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TableArgumentAttribute : TextArgumentAttribute
{
    private protected override string Description => "the name of a table";

    private protected override string? TextOf(PSObject value) => value.Properties["Table"]?.Value as string;
}
