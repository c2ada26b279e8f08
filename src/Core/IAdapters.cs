namespace RedshiftSync;

/// <summary>What the adapters assembly offers. The loader makes one instance of the implementation, in a private load context, at the first connection.</summary>
public interface IAdapters
{
    /// <summary>Opens a session on the source and sees who answers.</summary>
    /// <exception cref="SyncException">ConnectionFailed, LoginFailed, TlsVerificationFailed and the like.</exception>
    ISourceSession OpenSource(SourceSettings settings, CancellationToken cancellation);

    /// <summary>Opens a SQLite file as a destination, creating it where it is missing.</summary>
    /// <exception cref="SyncException">DestinationUnavailable.</exception>
    IDestination OpenSqlite(string path, CancellationToken cancellation);

    /// <summary>Paces repeated attempts.</summary>
    IRetry Retry { get; }
}
