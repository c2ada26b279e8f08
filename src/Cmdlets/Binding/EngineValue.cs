using System.Management.Automation;

namespace RedshiftSync;

/// <summary>Unwraps values of the engine, some of which are wrapped in a PSObject.</summary>
internal static class EngineValue
{
    /// <summary>Returns the value without a PSObject around it.</summary>
    public static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}
