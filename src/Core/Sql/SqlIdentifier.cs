namespace RedshiftSync;

/// <summary>Quotes every name in SQL.</summary>
internal static class SqlIdentifier
{
    /// <summary>Quotes one name. A backslash is an escape in Redshift's literals, but not in quoted names.</summary>
    /// <exception cref="ArgumentException">The name is empty or contains a NUL, which is not possible in a name.</exception>
    public static string Quote(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException("A name cannot hold a NUL character.", nameof(name));
        }

        return $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
