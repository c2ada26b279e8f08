namespace RedshiftSync;

/// <summary>
/// One kind of destination. It recognises its addresses; nothing outside its folder knows that there is such a kind.
/// </summary>
internal interface IDestinationProvider
{
    /// <summary>A destination of this kind with its article, as a message names it.</summary>
    string Description { get; }

    /// <summary>What to give for a destination of this kind, as a message advises it.</summary>
    string AddressForm { get; }

    /// <summary>Recognises the address of a destination of this kind, without connecting to it or creating it.</summary>
    /// <returns>The destination's location; null if the address is not one of this kind, so that another provider is asked.</returns>
    /// <exception cref="SyncException">ParameterInvalid, PathInvalid: no other provider needs to be asked.</exception>
    IDestinationLocation? Recognize(DestinationAddress address);
}

/// <summary>Where a destination is, for as long as a command takes. It can be opened several times, as after a lost connection.</summary>
internal interface IDestinationLocation
{
    /// <summary>The local file that holds the destination, as a full path; null if it is not a file.</summary>
    string? FilePath { get; }

    /// <summary>Whether there is anything to open yet; false for a file that the first sync creates. No server is asked.</summary>
    bool Exists { get; }

    /// <summary>Checks that a table of this name is possible. The name of the checkpoint table is refused by the caller.</summary>
    /// <exception cref="SyncException">ParameterInvalid.</exception>
    void CheckTable(TableName table);

    /// <summary>Opens the destination.</summary>
    /// <param name="forReading">Whether to open it for reading only; otherwise a missing file is created.</param>
    /// <param name="cancellation">Cancels the operation.</param>
    /// <exception cref="SyncException">DestinationUnavailable, DestinationNotSynced, LoginFailed, ParameterInvalid.</exception>
    IDestination Open(bool forReading, CancellationToken cancellation);
}
