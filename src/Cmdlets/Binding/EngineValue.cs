using System.Management.Automation;

namespace RedshiftSync;

/// <summary>A value as the engine hands it over: some are wrapped in a PSObject, some are not.</summary>
internal static class EngineValue
{
    /// <summary>The value itself.</summary>
    public static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}
