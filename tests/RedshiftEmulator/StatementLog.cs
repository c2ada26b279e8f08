namespace RedshiftSync.RedshiftEmulator;

/// <summary>The statements of all sessions, in the order of their arrival.</summary>
internal sealed class StatementLog
{
    private readonly Lock _gate = new();
    private readonly List<SentStatement> _statements = [];

    public IReadOnlyList<SentStatement> Snapshot()
    {
        lock (_gate)
        {
            return [.. _statements];
        }
    }

    public void Add(SentStatement statement)
    {
        lock (_gate)
        {
            _statements.Add(statement);
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _statements.Clear();
        }
    }
}
