namespace RedshiftSync.RedshiftEmulator;

/// <summary>How a connection is cut.</summary>
public enum Cut
{
    /// <summary>By a reset, as when the machine at the other end has gone.</summary>
    Reset,

    /// <summary>By a plain end of the stream between two messages, as when the process at the other end has gone.</summary>
    End,

    /// <summary>By an end of the stream in the middle of the next row's bytes.</summary>
    InsideRow,
}
