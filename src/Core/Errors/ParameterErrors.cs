namespace RedshiftSync;

/// <summary>Errors about the values of parameters.</summary>
internal static class ParameterErrors
{
    /// <summary>A value that cannot be used, or that contradicts another.</summary>
    public static SyncException Invalid(string summary, string advice, object? target = null) =>
        new(ErrorId.ParameterInvalid, summary, advice, target);
}
