using System.Management.Automation;

namespace RedshiftSync.TestSupport;

/// <summary>The result of a script.</summary>
public sealed record ScriptResult
{
    /// <summary>The objects that the script emitted, including those before an error.</summary>
    public required IReadOnlyList<PSObject> Output { get; init; }

    /// <summary>Non-terminating errors, in order.</summary>
    public required IReadOnlyList<ErrorRecord> Errors { get; init; }

    /// <summary>The error that ended the script, or null.</summary>
    public required ErrorRecord? TerminatingError { get; init; }

    /// <summary>Whether the script was stopped, as by Ctrl+C.</summary>
    public required bool Stopped { get; init; }

    /// <summary>Warnings, in order.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Verbose messages, in order.</summary>
    public required IReadOnlyList<string> Verbose { get; init; }

    /// <summary>Information messages, in order.</summary>
    public required IReadOnlyList<string> Information { get; init; }

    /// <summary>Progress records, in order.</summary>
    public required IReadOnlyList<ProgressRecord> Progress { get; init; }

    /// <summary>The FullyQualifiedErrorId of the error that ended the script, or of the first other error, or null.</summary>
    public string? ErrorId => Failure?.FullyQualifiedErrorId;

    /// <summary>The error that ended the script, or the first other error, or null.</summary>
    public ErrorRecord? Failure => TerminatingError ?? (Errors.Count > 0 ? Errors[0] : null);

    /// <summary>The only emitted object.</summary>
    public T Only<T>()
    {
        ThrowIfFailed();
        return Output.Count == 1
            ? (T)Output[0].BaseObject
            : throw new InvalidOperationException($"Expected one object, got {Output.Count}.");
    }

    /// <summary>Throws if there was any error; returns this otherwise.</summary>
    public ScriptResult ThrowIfFailed()
    {
        return Failure is not { } error
            ? this
            : throw new InvalidOperationException($"{error} [{error.FullyQualifiedErrorId}]", error.Exception);
    }
}
