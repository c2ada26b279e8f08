namespace RedshiftSync.RedshiftEmulator;

/// <summary>How a connection is cut.</summary>
public enum Cut
{
    /// <summary>A reset, as when the server's machine has failed.</summary>
    Reset,

    /// <summary>The end of the stream between two messages, as when the server process has ended.</summary>
    End,

    /// <summary>The end of the stream in the middle of the next row.</summary>
    InsideRow,
}
