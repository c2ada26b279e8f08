using System.Collections.Concurrent;

namespace RedshiftSync.RedshiftEmulator.Sessions;

/// <summary>The kinds of requests that the backend answers.</summary>
internal enum AnswerKind
{
    Describe,
    Execute,
    Query,
    Sync,
}

/// <summary>A pending answer.</summary>
internal sealed class PendingAnswer(AnswerKind kind, IReadOnlyList<ResultInfo> results)
{
    private int _done;

    public AnswerKind Kind { get; } = kind;

    /// <summary>The formats requested by Bind.</summary>
    public IReadOnlyList<short> Formats { get; init; } = [];

    /// <summary>The statement that the next messages belong to; a text of the simple protocol can hold several.</summary>
    public ResultInfo? Result => _done < results.Count ? results[_done] : null;

    public void Advance() => _done++;

    public bool IsBinary(int column) => Formats.Count switch
    {
        0 => false,
        1 => Formats[0] == 1,
        _ => Formats[column] == 1,
    };
}

/// <summary>
/// The pending answers in the order of the requests: the client's side of a session adds them, the backend's side removes them. After an
/// error, the backend skips to the next Sync, and so does this queue.
/// </summary>
internal sealed class PendingAnswers
{
    private readonly ConcurrentQueue<PendingAnswer> _queue = new();

    public void Add(PendingAnswer answer) => _queue.Enqueue(answer);

    /// <summary>The answer that the next messages belong to, or null.</summary>
    public PendingAnswer? Current => _queue.TryPeek(out var answer) ? answer : null;

    /// <summary>A description was received, which completes its request.</summary>
    public void Described()
    {
        if (Current is { Kind: AnswerKind.Describe })
        {
            _queue.TryDequeue(out _);
        }
    }

    /// <summary>A statement is complete.</summary>
    public void Completed()
    {
        if (Current is { Kind: AnswerKind.Execute })
        {
            _queue.TryDequeue(out _);
        }
        else
        {
            Current?.Advance();
        }
    }

    /// <summary>The backend is ready for the next request.</summary>
    public void Ready()
    {
        while (_queue.TryDequeue(out var answer) && answer.Kind is not (AnswerKind.Sync or AnswerKind.Query))
        {
        }
    }
}
