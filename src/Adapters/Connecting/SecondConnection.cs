using System.Net.Sockets;
using Npgsql;

namespace RedshiftSync.Adapters.Connecting;

/// <summary>Queries a server on a second connection, while the first one is silent.</summary>
internal static class SecondConnection
{
    /// <summary>Opens a connection and runs a query.</summary>
    /// <param name="connections">Opens the connection.</param>
    /// <param name="limit">How long opening may take.</param>
    /// <param name="ask">Runs the query on the open connection.</param>
    /// <param name="cancellation">Cancels both.</param>
    /// <returns>
    /// The answer. False if the server is unreachable; true if it answers with an error, since it is running and more is unknown.
    /// </returns>
    public static async Task<bool> AskAsync(
        ConnectionFactory connections, TimeSpan limit, Func<NpgsqlConnection, Task<bool>> ask, CancellationToken cancellation)
    {
        var opening = connections.OpenAsync(cancellation);
        try
        {
            return await ask(await opening.WaitAsync(limit, cancellation).ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch (PostgresException e)
        {
            return !TransientSqlState.IsConnectionLoss(e.SqlState);
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
