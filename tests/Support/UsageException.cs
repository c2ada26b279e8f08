namespace RedshiftSync.TestSupport;

/// <summary>A command line was wrong.</summary>
public sealed class UsageException(string message) : Exception(message);
