using System.Net.Sockets;
using Npgsql;

namespace RedshiftSync.Adapters.Connecting;

/// <summary>Asks a server on a connection of its own, while the first one is silent.</summary>
internal static class SecondConnection
{
    /// <summary>Opens a connection and asks a question.</summary>
    /// <param name="connections">Where to connect.</param>
    /// <param name="limit">How long opening may take.</param>
    /// <param name="ask">The question, on the open connection.</param>
    /// <param name="cancellation">Cancels both.</param>
    /// <returns>The answer. False if the server cannot be reached; true if it answers with an error: it is there, and more cannot be known.</returns>
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
