using System.Data;
using Npgsql;
using RedshiftSync.Adapters.Connecting;

namespace RedshiftSync.Adapters.Postgres;

/// <summary>
/// One unpooled session on a PostgreSQL destination. All statements run in transactions, and none depends on session state beyond its
/// transaction, because a transaction pooler may run each transaction on another session of the server. Values are positional ($1, $2 …).
/// </summary>
internal sealed partial class PostgresSession : IDisposable
{
    // synchronous_commit: the rows of a checkpoint have to survive a power cut, whatever the user's default. lock_timeout: a limit, unless
    // the user has one already. The process ID identifies the session when another connection checks whether it is executing.
    private const string Settings =
        """
        SELECT set_config('synchronous_commit', 'on', true), set_config('client_min_messages', 'warning', true),
            set_config(
                'lock_timeout', CASE current_setting('lock_timeout') WHEN '0' THEN '10s' ELSE current_setting('lock_timeout') END, true),
            pg_backend_pid()
        """;

    private const int ProcessOrdinal = 3;

    private readonly ConnectionFactory _connections;
    private readonly NpgsqlConnection _connection;
    private readonly TimeSpan _timeout;
    private readonly TimeSpan _connectTimeout;
    private readonly SessionClosing _closing = new();
    private int? _process;

    private PostgresSession(ConnectionFactory connections, NpgsqlConnection connection, TimeSpan timeout, TimeSpan connectTimeout)
    {
        _connections = connections;
        _connection = connection;
        _timeout = timeout;
        _connectTimeout = connectTimeout;
    }

    /// <summary>Opens a session.</summary>
    /// <param name="connections">Opens connections; disposed with the session, and if the session cannot be opened.</param>
    /// <param name="connectTimeout">The limit for opening: TCP, TLS and login together.</param>
    /// <param name="timeout">The time without an answer after which the session counts as lost; zero for no limit.</param>
    /// <param name="cancellation">Cancels opening.</param>
    /// <exception cref="TimeoutException">The server did not answer in time.</exception>
    public static PostgresSession Open(
        ConnectionFactory connections, TimeSpan connectTimeout, TimeSpan timeout, CancellationToken cancellation)
    {
        using var guard = new ReadTimeoutGuard(cancellation);
        try
        {
            return new PostgresSession(
                connections,
                guard.Await(guard.Start(connections, static (s, token) => s.OpenAsync(token)), connectTimeout),
                timeout,
                connectTimeout);
        }
        catch (Exception e)
        {
            guard.Abandoned?.CloseLate();
            connections.Dispose();
            throw guard.TimedOutAfter is { } limit
                ? new TimeoutException($"it did not answer within {limit.TotalSeconds:0} seconds", e)
                : e;
        }
    }

    /// <summary>Runs statements in a transaction and commits it.</summary>
    /// <param name="body">Uses this session.</param>
    /// <param name="cancellation">Cancels the transaction.</param>
    /// <param name="preparation">A statement without parameters to begin with, sent together with the settings; null for none.</param>
    /// <exception cref="TimeoutException">The server is silent.</exception>
    public T InTransaction<T>(Func<T> body, CancellationToken cancellation, string? preparation = null)
    {
        var transaction = Begin(preparation, cancellation);
        try
        {
            var result = body();
            Run(guard => Await(guard, guard.Start(transaction, static (t, token) => t.CommitAsync(token))), cancellation);
            return result;
        }
        catch
        {
            // Rolls back.
            _closing.Run(transaction.Dispose);
            throw;
        }
    }

    /// <summary>Starts a stream of a query's rows, in a transaction that ends with the reader.</summary>
    /// <param name="sql">The query.</param>
    /// <param name="translate">Runs each step of the reader and translates its errors.</param>
    /// <param name="cancellation">Cancels the start and, later, every read.</param>
    /// <param name="preparation">A statement as for <see cref="InTransaction"/>; null for none.</param>
    public IRowReader OpenRows(
        string sql, Func<Func<bool>, bool> translate, CancellationToken cancellation, string? preparation = null)
    {
        var transaction = Begin(preparation, cancellation);
        var guard = new ReadTimeoutGuard(cancellation, _closing);
        var command = Command(_connection, sql, []);
        try
        {
            var reader = guard.Run(
                () => Await(guard, guard.Start(command, static (c, token) => c.ExecuteReaderAsync(token))), cancellation);
            return new PostgresRowReader(this, transaction, command, reader, guard, translate, cancellation);
        }
        catch
        {
            _closing.Run(transaction.Dispose);
            command.Dispose();
            guard.Dispose();
            throw;
        }
    }

    /// <summary>Returns the rows of a query.</summary>
    public List<T> Rows<T>(string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellation, params object[] values)
    {
        var rows = new List<T>();
        Run(
            guard =>
            {
                var command = Command(_connection, sql, values);
                NpgsqlDataReader? reader = null;
                try
                {
                    reader = Await(guard, guard.Start(command, static (c, token) => c.ExecuteReaderAsync(token)));
                    while (Await(guard, guard.Start(reader, static (r, token) => r.ReadAsync(token))))
                    {
                        rows.Add(read(reader));
                    }

                    // Throws the failure of a further statement.
                    Await(guard, guard.Start(reader, static (r, token) => r.NextResultAsync(token)));
                    reader.Dispose();
                }
                catch
                {
                    _closing.Run(() => reader?.Dispose());
                    throw;
                }
            },
            cancellation);
        return rows;
    }

    /// <summary>Executes a statement.</summary>
    public void Execute(string sql, CancellationToken cancellation, params object[] values) => Rows(sql, _ => true, cancellation, values);

    /// <summary>Closes the session, in the background if that takes long.</summary>
    public void Dispose() => _closing.Run(() =>
    {
        _connection.Dispose();
        _connections.Dispose();
    });

    /// <summary>Runs a step that closes a resource of the session.</summary>
    internal void Close(Action step) => _closing.Run(step);

    /// <summary>Waits for an answer of the server.</summary>
    internal T Await<T>(ReadTimeoutGuard guard, Task<T> task) => guard.Await(task, _timeout, IsExecutingAsync);

    private NpgsqlTransaction Begin(string? preparation, CancellationToken cancellation)
    {
        if (_closing.IsStuck || _connection.State != ConnectionState.Open)
        {
            throw new IOException("The connection is lost.");
        }

        // READ COMMITTED: each statement sees the commits of other transactions.
        var transaction = _connection.BeginTransaction(IsolationLevel.ReadCommitted);
        try
        {
            _process = null;
            _process = Rows(preparation is null ? Settings : $"{Settings};{preparation}", r => r.GetInt32(ProcessOrdinal), cancellation)[0];
            return transaction;
        }
        catch
        {
            // Rolls back.
            _closing.Run(transaction.Dispose);
            throw;
        }
    }

    private void Run(Action<ReadTimeoutGuard> action, CancellationToken cancellation)
    {
        using var guard = new ReadTimeoutGuard(cancellation, _closing);
        guard.Run(() => { action(guard); return true; }, cancellation);
    }

    private void Await(ReadTimeoutGuard guard, Task task) => guard.Await(task, _timeout, IsExecutingAsync);

    private async Task<bool> IsExecutingAsync(CancellationToken cancellation) =>
        _process is { } process
        && await SecondConnection.IsExecutingAsync(_connections, _connectTimeout, PostgresDialect.Instance, process, cancellation)
            .ConfigureAwait(false);

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, object[] values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
        {
            command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value });
        }

        return command;
    }
}
