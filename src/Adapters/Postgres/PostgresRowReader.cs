using Npgsql;
using RedshiftSync.Adapters.Connecting;

namespace RedshiftSync.Adapters.Postgres;

/// <summary>Reads rows of a destination one at a time, in a transaction that ends with the reader.</summary>
/// <param name="session">The session, which serves no other call meanwhile.</param>
/// <param name="transaction">The transaction, rolled back at the end because it only reads.</param>
/// <param name="command">The statement.</param>
/// <param name="reader">The result of the statement.</param>
/// <param name="guard">The guard of the operation.</param>
/// <param name="translate">Runs a step and translates its errors.</param>
/// <param name="cancellation">Cancels every read.</param>
internal sealed class PostgresRowReader(
    PostgresSession session,
    NpgsqlTransaction transaction,
    NpgsqlCommand command,
    NpgsqlDataReader reader,
    ReadTimeoutGuard guard,
    Func<Func<bool>, bool> translate,
    CancellationToken cancellation) : IRowReader
{
    private bool _isComplete;
    private bool _isDisposed;

    public bool Read() => translate(Advance);

    public bool IsNull(int ordinal) => reader.IsDBNull(ordinal);

    public long GetInt64(int ordinal) => reader.GetInt64(ordinal);

    public float GetSingle(int ordinal) => reader.GetFloat(ordinal);

    public double GetDouble(int ordinal) => reader.GetDouble(ordinal);

    public bool GetBoolean(int ordinal) => reader.GetBoolean(ordinal);

    public ReadOnlySpan<byte> GetBytes(int ordinal) => reader.GetFieldValue<byte[]>(ordinal);

    public int CopyBytes(int ordinal, byte[] buffer, int offset) => throw new NotSupportedException();

    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        session.Close(() =>
        {
            if (!_isComplete)
            {
                // Otherwise disposing the reader would read all remaining rows.
                command.Cancel();
            }

            reader.Dispose();
            command.Dispose();
            transaction.Dispose();
            guard.Dispose();
        });
    }

    private bool Advance() => guard.Run(
        () =>
        {
            // Completes synchronously while rows are buffered.
            var reading = guard.Start(reader, static (r, token) => r.ReadAsync(token));
            var hasRow = reading.IsCompletedSuccessfully ? reading.Result : session.Await(guard, reading);
            if (!hasRow)
            {
                // Throws a failure at the end of the statement.
                session.Await(guard, guard.Start(reader, static (r, token) => r.NextResultAsync(token)));
                _isComplete = true;
            }

            return hasRow;
        },
        cancellation);
}
