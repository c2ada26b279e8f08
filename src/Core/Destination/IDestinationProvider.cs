namespace RedshiftSync;

/// <summary>
/// One kind of destination. A provider recognises the addresses of its kind; no code outside of its folder depends on the kind.
/// </summary>
internal interface IDestinationProvider
{
    /// <summary>The name of the kind for messages, with its article.</summary>
    string Description { get; }

    /// <summary>The form of addresses of this kind, for the advice of a message.</summary>
    string AddressForm { get; }

    /// <summary>Recognises the address of a destination of this kind, without connecting to it or creating it.</summary>
    /// <returns>The destination's location; null if the address is not of this kind, so that the next provider is asked.</returns>
    /// <exception cref="SyncException">ParameterInvalid, PathInvalid: the address is of no kind.</exception>
    IDestinationLocation? Recognize(DestinationAddress address);
}

/// <summary>The location of a command's destination. It can be opened several times, for example after a lost connection.</summary>
internal interface IDestinationLocation
{
    /// <summary>The local file that holds the destination, as a full path; null if it is not a file.</summary>
    string? FilePath { get; }

    /// <summary>Whether the destination can exist: false for a file that the first sync creates, always true for a server.</summary>
    bool Exists { get; }

    /// <summary>The number of rows in a batch if the user gives none: what a batch costs beside its rows decides.</summary>
    int DefaultBatchSize => 10_000;

    /// <summary>Checks that the destination can have a table of this name. The caller refuses the name of the checkpoint table.</summary>
    /// <exception cref="SyncException">ParameterInvalid.</exception>
    void CheckTable(TableName table);

    /// <summary>Opens the destination.</summary>
    /// <param name="forReading">Whether to open the destination for reading only; otherwise a missing file is created.</param>
    /// <param name="cancellation">Cancels the operation.</param>
    /// <exception cref="SyncException">DestinationUnavailable, DestinationNotSynced, LoginFailed, ParameterInvalid.</exception>
    IDestination Open(bool forReading, CancellationToken cancellation);
}
