namespace RedshiftSync;

/// <summary>Something that went wrong in a way that the user can act on.</summary>
/// <param name="errorId">One of <see cref="RedshiftSync.ErrorId"/>.</param>
/// <param name="message">What happened and what to do about it. Never a secret, never a row's content.</param>
/// <param name="target">What it happened to: a server, a table, a path.</param>
/// <param name="inner">The cause, if another exception told of it.</param>
public sealed class SyncException(string errorId, string message, object? target, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>One of <see cref="RedshiftSync.ErrorId"/>.</summary>
    public string ErrorId { get; } = errorId;

    /// <summary>What it happened to: a server, a table, a path.</summary>
    public object? Target { get; } = target;
}
