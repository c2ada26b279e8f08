using System.Net.Sockets;
using Npgsql;
using RedshiftSync.Adapters.Source;

namespace RedshiftSync.Adapters.Connecting;

/// <summary>Queries a server on a second connection, while the first one is silent.</summary>
internal static class SecondConnection
{
    // How long an answer may be on its way once the server has given it.
    private static readonly TimeSpan AnswerDelay = TimeSpan.FromSeconds(1);

    /// <summary>Whether the server is executing a statement of another session.</summary>
    /// <param name="connections">Where to connect.</param>
    /// <param name="limit">How long connecting may take, and how long the answer.</param>
    /// <param name="dialect">The server's SQL.</param>
    /// <param name="process">The server process of the other session.</param>
    /// <param name="cancellation">Cancels the question.</param>
    /// <returns>True only if the server says so: where it cannot be reached or answers with an error, the silence counts.</returns>
    public static async Task<bool> IsExecutingAsync(
        ConnectionFactory connections, TimeSpan limit, ISqlDialect dialect, long process, CancellationToken cancellation)
    {
        var opening = connections.OpenAsync(cancellation);
        try
        {
            var connection = await opening.WaitAsync(limit, cancellation).ConfigureAwait(false);
            var command = NpgsqlStatements.Command(connection, dialect.FindActivity(process));
            await using (command.ConfigureAwait(false))
            {
                if (await command.ExecuteScalarAsync(cancellation).WaitAsync(limit, cancellation).ConfigureAwait(false) is not null)
                {
                    return true;
                }
            }

            await Task.Delay(AnswerDelay, cancellation).ConfigureAwait(false);
            return false;
        }
        catch (Exception e) when (e is NpgsqlException or IOException or SocketException or TimeoutException or OperationCanceledException)
        {
            return false;
        }
        finally
        {
            opening.CloseLate();
        }
    }
}
