namespace RedshiftSync;

/// <summary>The statements of a feed, read one after another: the rows whose time is NULL first, where they are included, then the others.</summary>
/// <typeparam name="T">The type that each row becomes.</typeparam>
internal sealed class FeedStatements<T>(ReconnectingSource source, ReadPlan plan, RowFactory<T> create, FeedCursor cursor, IRunObserver observer) : IDisposable
{
    private readonly RowRoles _roles = new(plan.Schema);
    private RowFetcher<T>? _fetcher;
    private long _rowsOfStatement;
    private bool _isAtEnd;

    /// <summary>Whether the current statement reads the rows whose time is NULL.</summary>
    public bool IsNullCursor { get; private set; } = plan.IncludeNullCursor;

    /// <summary>Fetches the next row.</summary>
    /// <param name="row">Receives the row.</param>
    /// <param name="counted">How many rows count towards <see cref="ReadPlan.MaxRow"/> so far.</param>
    public FeedStep Fetch(ref FetchedRow<T> row, long counted)
    {
        while (!_isAtEnd)
        {
            _fetcher ??= Open(counted);
            if (_fetcher.Fetch(ref row))
            {
                _rowsOfStatement++;
                return FeedStep.Row;
            }

            Dispose();
            if (_rowsOfStatement == cursor.Limit)
            {
                return FeedStep.Cut;
            }

            _isAtEnd = !IsNullCursor;
            IsNullCursor = false;
        }

        return FeedStep.End;
    }

    /// <summary>Starts again behind the cursor.</summary>
    /// <param name="nullCursor">Whether rows whose time is NULL may be left.</param>
    public void Restart(bool nullCursor)
    {
        Dispose();
        IsNullCursor = nullCursor;
        _isAtEnd = false;
    }

    /// <summary>Ends the current statement.</summary>
    public void Dispose()
    {
        _fetcher?.Dispose();
        _fetcher = null;
    }

    private RowFetcher<T> Open(long counted)
    {
        var statement = cursor.Next(IsNullCursor, counted);
        observer.Detail(statement.ToString());
        _rowsOfStatement = 0;
        return new RowFetcher<T>(source.Session.OpenRows(statement, plan.Schema, source.Cancellation), plan, _roles, create);
    }
}

/// <summary>What a feed met next.</summary>
internal enum FeedStep
{
    /// <summary>A row.</summary>
    Row,

    /// <summary>The end of all rows.</summary>
    End,

    /// <summary>The end of a statement by its own limit, perhaps within a group.</summary>
    Cut,
}
