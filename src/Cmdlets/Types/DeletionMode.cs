namespace RedshiftSync;

/// <summary>What to do about rows of a destination that are gone from the source.</summary>
public enum DeletionMode
{
    /// <summary>Emit their keys.</summary>
    Report,

    /// <summary>Remove them and emit their keys.</summary>
    Delete,
}
