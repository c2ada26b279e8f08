namespace RedshiftSync;

/// <summary>What the adapters assembly offers. The loader creates one instance of the implementation, in a private load context, at the first connection.</summary>
internal interface IAdapters
{
    /// <summary>
    /// Opens a session on the source and sees who answers. Where a login is renewed each time, one that is refused is asked for once more: a
    /// token may just have expired.
    /// </summary>
    /// <exception cref="SyncException">ConnectionFailed, LoginFailed, TlsVerificationFailed and the like.</exception>
    ISourceSession OpenSource(SourceSettings settings, CancellationToken cancellation);

    /// <summary>Opens a destination.</summary>
    /// <param name="location">Where it is.</param>
    /// <param name="forReading">Whether it is only to be looked at; otherwise a SQLite file is created where it is missing.</param>
    /// <param name="cancellation">Cancels the operation.</param>
    /// <exception cref="SyncException">DestinationUnavailable, ParameterInvalid.</exception>
    IDestination OpenDestination(DestinationLocation location, bool forReading, CancellationToken cancellation);
}
