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

    /// <summary>Finds out what kind of destination an address names. Connects to nothing and creates nothing.</summary>
    /// <exception cref="SyncException">ParameterInvalid, PathInvalid.</exception>
    IDestinationLocation Locate(DestinationAddress address);
}
