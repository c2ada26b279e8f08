namespace RedshiftSync;

/// <summary>
/// The interface of the adapters assembly. The loader creates one instance of the implementation, in a private load context, at the first
/// connection.
/// </summary>
internal interface IAdapters
{
    /// <summary>
    /// Opens a session on the source and identifies the server. With a credential provider, a refused login is requested once more: a token
    /// may just have expired.
    /// </summary>
    /// <exception cref="SyncException">ConnectionFailed, LoginFailed, TlsVerificationFailed and the like.</exception>
    ISourceSession OpenSource(SourceSettings settings, CancellationToken cancellation);

    /// <summary>Opens a destination.</summary>
    /// <param name="location">Where it is.</param>
    /// <param name="forReading">Whether to open it for reading only; otherwise a missing SQLite file is created.</param>
    /// <param name="cancellation">Cancels the operation.</param>
    /// <exception cref="SyncException">DestinationUnavailable, ParameterInvalid.</exception>
    IDestination OpenDestination(DestinationLocation location, bool forReading, CancellationToken cancellation);
}
