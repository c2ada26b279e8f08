using System.Net.Sockets;
using Npgsql;
using RedshiftSync.Adapters.Source;

namespace RedshiftSync.Adapters.Connecting;

/// <summary>Queries a server on a second connection while the first one is silent.</summary>
internal static class SecondConnection
{
    // The time that an answer may take on the network.
    private static readonly TimeSpan AnswerDelay = TimeSpan.FromSeconds(1);

    /// <summary>Whether the server is executing a statement of another session.</summary>
    /// <param name="connections">Opens the connection.</param>
    /// <param name="limit">The time limit for connecting, and for the answer.</param>
    /// <param name="dialect">The SQL dialect of the server.</param>
    /// <param name="process">The server process of the other session.</param>
    /// <param name="cancellation">Cancels the query.</param>
    /// <returns>True only if the server reports it; false if the server cannot be reached or answers with an error.</returns>
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
