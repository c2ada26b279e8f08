using System.Collections;

namespace RedshiftSync;

/// <summary>
/// Reads connection settings from environment variables: a prefix and HOST, DATABASE, PORT, USER, PASSWORD, SSLMODE, ROOTCERTIFICATE.
/// </summary>
internal static class EnvironmentConfiguration
{
    private const string HostKey = "HOST";

    /// <exception cref="SyncException">ConfigurationInvalid, ParameterInvalid.</exception>
    public static ConnectionValues Read(string prefix)
    {
        // The prefix is not quoted, because an address given by mistake can contain a password.
        if (!prefix.All(c => char.IsLetterOrDigit(c) || c is '_' or '-' or '.'))
        {
            throw ParameterErrors.Invalid(
                "-EnvironmentPrefix cannot be the beginning of a variable's name.",
                "Give what stands before HOST in the variable's name, as in REDSHIFT_.");
        }

        return ConfigurationValues.Read(
            key => Environment.GetEnvironmentVariable(NameOf(prefix, key)),
            problem => new SyncException(
                ErrorId.ConfigurationInvalid,
                $"The environment variables cannot be used: {problem}.",
                $"Set {string.Join(", ", ConfigurationValues.ConnectionKeys.Select(key => NameOf(prefix, key)))}.",
                prefix));
    }

    /// <summary>Prefixes of variables that hold a server and a database, each with its server.</summary>
    public static IEnumerable<(string Prefix, string Host)> Prefixes() =>
        from variable in Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
        let name = (string)variable.Key
        where name.EndsWith(HostKey, StringComparison.Ordinal) && name.Length > HostKey.Length
        let prefix = name[..^HostKey.Length]
        where Environment.GetEnvironmentVariable(NameOf(prefix, "database")) is not null
        let host = (string?)variable.Value ?? ""
        where !AddressText.CannotBeName(host)
        select (prefix, host);

    private static string NameOf(string prefix, string key) => prefix + key.ToUpperInvariant();
}
