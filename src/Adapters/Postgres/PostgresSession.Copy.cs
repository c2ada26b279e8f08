using Npgsql;
using RedshiftSync.Adapters.Connecting;

namespace RedshiftSync.Adapters.Postgres;

/// <content>Binary COPY.</content>
internal sealed partial class PostgresSession
{
    private readonly PostgresCopyBuffer _copyBuffer = new();

    /// <summary>Copies rows in binary.</summary>
    /// <param name="sql">A COPY FROM STDIN statement.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="write">Writes a row by its place.</param>
    /// <param name="cancellation">Cancels the copying.</param>
    public void Copy(string sql, int rows, Action<PostgresCopyBuffer, int> write, CancellationToken cancellation) => Run(
        guard =>
        {
            var copy = Await(guard, guard.Start(_connection, (c, token) => c.BeginRawBinaryCopyAsync(sql, token)));
            try
            {
                _copyBuffer.BeginCopy();
                for (var i = 0; i < rows; i++)
                {
                    write(_copyBuffer, i);
                    if (_copyBuffer.IsFull)
                    {
                        Send(guard, copy);
                    }
                }

                _copyBuffer.EndCopy();
                Send(guard, copy);
                Await(guard, guard.Start(copy, static (c, token) => c.FlushAsync(token)));
                Await(guard, guard.Start((_connection, copy), static (s, token) => EndAsync(s._connection, s.copy, token)));
            }
            catch
            {
                // Disposing would complete the COPY.
                _closing.Run(copy.Cancel);
                throw;
            }
        },
        cancellation);

    // Complete at once, unless the server is slow to take the rows.
    private void Send(ReadTimeoutGuard guard, NpgsqlRawCopyStream copy)
    {
        var sending = guard.Start((copy, _copyBuffer.Content), static (s, token) => s.copy.WriteAsync(s.Content, token));
        if (!sending.IsCompletedSuccessfully)
        {
            Await(guard, sending.AsTask());
        }

        _copyBuffer.Clear();
    }

    // The driver's call takes no token. It fails when its connection is closed, which does not wait for the server.
    private static async Task EndAsync(NpgsqlConnection connection, NpgsqlRawCopyStream copy, CancellationToken cancellation)
    {
        using var closing = cancellation.UnsafeRegister(static c => ((NpgsqlConnection)c!).Close(), connection);
        await copy.DisposeAsync().ConfigureAwait(false);
    }
}
