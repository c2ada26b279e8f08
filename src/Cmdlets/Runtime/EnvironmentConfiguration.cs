namespace RedshiftSync;

/// <summary>Connection settings in environment variables: a prefix and HOST, DATABASE, PORT, USER, PASSWORD.</summary>
internal static class EnvironmentConfiguration
{
    /// <exception cref="SyncException">ConfigurationInvalid.</exception>
    public static ConfigurationValues Read(string prefix) => ConfigurationValues.From(
        key => Environment.GetEnvironmentVariable(NameOf(prefix, key)),
        problem => new SyncException(
            ErrorId.ConfigurationInvalid,
            $"The environment variables cannot be used: {problem}.",
            $"Set {string.Join(", ", ConfigurationValues.Keys.Select(key => NameOf(prefix, key)))}.",
            prefix));

    private static string NameOf(string prefix, string key) => prefix + key.ToUpperInvariant();
}
