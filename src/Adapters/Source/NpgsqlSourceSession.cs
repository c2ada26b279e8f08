using System.Data;
using Npgsql;
using RedshiftSync.Adapters.Connecting;

namespace RedshiftSync.Adapters.Source;

/// <summary>One unpooled session.</summary>
internal sealed class NpgsqlSourceSession : ISourceSession
{
    // Closing waits for the server's farewell this long; what takes longer goes on in the background.
    private static readonly TimeSpan CloseLimit = TimeSpan.FromMilliseconds(750);

    // What a statement's own limit and the way of its answer may take together before the server counts as silent.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly SourceSettings _settings;
    private readonly NpgsqlDataSource _dataSource;
    private readonly NpgsqlConnection _connection;
    private Task _closing = Task.CompletedTask;
    private bool _isDead;
    private bool _disposed;

    private NpgsqlSourceSession(SourceSettings settings, NpgsqlDataSource dataSource, NpgsqlConnection connection)
    {
        _settings = settings;
        _dataSource = dataSource;
        _connection = connection;
    }

    public ServerIdentity Identity { get; private set; } = new("", "", "", null, null);

    public bool IsOpen => !_isDead && _connection.State == ConnectionState.Open;

    /// <summary>How long the server may be silent before its first answer to a statement; null for ever.</summary>
    internal TimeSpan? AnswerLimit => _settings.StatementTimeout > TimeSpan.Zero ? _settings.StatementTimeout + Grace : null;

    /// <summary>How long the server may be silent in the middle of a result; zero for ever.</summary>
    internal TimeSpan ReadTimeout => _settings.ReadTimeout;

    public static NpgsqlSourceSession Open(SourceSettings settings, CancellationToken cancellation)
    {
        var login = settings.Login();
        TlsVerification? verification = null;
        NpgsqlDataSource? dataSource = null;
        NpgsqlSourceSession? session = null;
        using var guard = new ReadTimeoutGuard(cancellation);
        try
        {
            verification = new TlsVerification(settings.TlsMode, settings.RootCertificate);
            dataSource = ConnectionSettings.CreateDataSource(ConnectionSettings.ForSource(settings, login), settings.TlsMode, verification);

            // The driver's own limit does not cover the TLS handshake.
            var connection = guard.Await(dataSource.OpenConnectionAsync(guard.Token).AsTask(), settings.ConnectTimeout);
            session = new NpgsqlSourceSession(settings, dataSource, connection);
            session.InitializeSession(verification.Facts, cancellation);
            return session;
        }
        catch (Exception e)
        {
            session?.Dispose();
            dataSource?.Dispose();
            (guard.Abandoned as Task<NpgsqlConnection>)?.ContinueWith(CloseLate, TaskScheduler.Default);
            cancellation.ThrowIfCancellationRequested();
            var failure = guard.TimedOutAfter is null ? e : new TimeoutException("The limit for opening a connection has passed.");
            if (NpgsqlErrors.WhileOpening(failure, settings, login.User, verification) is var translated && translated != e)
            {
                throw translated;
            }

            throw;
        }

        static void CloseLate(Task<NpgsqlConnection> opening)
        {
            if (opening.IsCompletedSuccessfully)
            {
                opening.Result.Dispose();
            }
            else
            {
                _ = opening.Exception;
            }
        }
    }

    public IReadOnlyList<SourceColumn> Describe(TableShape shape, CancellationToken cancellation)
    {
        var select = new ChangeWindow(shape, new CursorAxis(SqlValueType.Timestamp), After: null, Before: null).SelectRows();
        return Run(select, shape, CommandBehavior.SchemaOnly, AnswerLimit, (reader, _) => Columns(reader), cancellation);

        SourceColumn[] Columns(NpgsqlDataReader reader) =>
        [
            .. shape.Columns.Select((name, i) =>
            {
                var oid = reader.GetDataTypeOID(i);
                return new SourceColumn(name, RedshiftType.NameOf(oid, reader.GetDataTypeName(i)), RedshiftType.KindOf(oid));
            }),
        ];
    }

    public DateTime ReadClock(CancellationToken cancellation) => (DateTime)Query(new SqlStatement("SELECT CURRENT_TIMESTAMP", []), cancellation)[0][0]!;

    public IReadOnlyList<object?[]> Query(SqlStatement statement, CancellationToken cancellation) => Query(statement, AnswerLimit, cancellation);

    public IRowReader OpenRows(SqlStatement statement, TableShape shape, CancellationToken cancellation)
    {
        var command = NpgsqlStatements.Command(_connection, statement);
        var guard = new ReadTimeoutGuard(cancellation);
        try
        {
            var reader = guard.Await(command.ExecuteReaderAsync(CommandBehavior.SingleResult, guard.Token), AnswerLimit);
            return new NpgsqlRowReader(this, command, reader, shape, guard, cancellation);
        }
        catch (Exception e)
        {
            command.Dispose();
            guard.Dispose();
            throw Translate(e, shape, guard, cancellation) ?? e;
        }
    }

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        Close(() =>
        {
            _connection.Dispose();
            _dataSource.Dispose();
        });
    }

    /// <summary>Runs closing steps one after another, and waits for them only so long; not at all where nothing answers any more.</summary>
    internal void Close(Action step)
    {
        _closing = _closing.ContinueWith(
            _ =>
            {
                try
                {
                    step();
                }
                catch (Exception e) when (e is NpgsqlException or IOException or InvalidOperationException or OperationCanceledException)
                {
                    // The connection is being given up; that it was already broken changes nothing.
                }
            },
            CancellationToken.None,
            TaskContinuationOptions.None,
            TaskScheduler.Default);
        if (!_isDead)
        {
            _closing.Wait(CloseLimit);
        }
    }

    /// <summary>What to throw instead of <paramref name="e"/>, or null to let it pass.</summary>
    internal Exception? Translate(Exception e, TableShape? shape, ReadTimeoutGuard guard, CancellationToken cancellation)
    {
        if (guard.Abandoned is { } abandoned)
        {
            // The connection is still in that call's hands: it is closed when they let go of it.
            _isDead = true;
            _closing = Task.WhenAll(_closing, abandoned.ContinueWith(static t => _ = t.Exception, TaskScheduler.Default));
        }

        if (cancellation.IsCancellationRequested)
        {
            return new OperationCanceledException("The command was stopped.", e, cancellation);
        }

        if (guard.TimedOutAfter is { } limit)
        {
            return SourceErrors.ConnectionLost(_settings.Server, $"it was silent for {limit.TotalSeconds:0} seconds", e);
        }

        var translated = NpgsqlErrors.WhileRunning(e, _settings, shape);
        return translated == e ? null : translated;
    }

    // Part of opening, and under its limit.
    private void InitializeSession(TlsInfo? tls, CancellationToken cancellation)
    {
        if (_settings.StatementTimeout > TimeSpan.Zero)
        {
            Execute(FormattableString.Invariant($"SET statement_timeout TO {(long)_settings.StatementTimeout.TotalMilliseconds}"), cancellation);
        }

        var row = Query(new SqlStatement("SELECT version(), current_database(), current_user", []), _settings.ConnectTimeout, cancellation)[0];
        Identity = new ServerIdentity($"{row[0]}", $"{row[1]}", $"{row[2]}", _connection.PostgresParameters.GetValueOrDefault("TimeZone"), tls);
        if (_settings.QueryGroup is { } group && Identity.IsRedshift)
        {
            // SET takes no bound values, and a backslash escapes in Redshift's literals, so such a name is not sent at all.
            if (group.AsSpan().ContainsAny('\'', '\\', '\0'))
            {
                throw new ArgumentException("A query group cannot contain quotes or backslashes.");
            }

            Execute($"SET query_group TO '{group}'", cancellation);
        }
    }

    private void Execute(string sql, CancellationToken cancellation) =>
        Run(new SqlStatement(sql, []), shape: null, CommandBehavior.Default, _settings.ConnectTimeout, (_, _) => true, cancellation);

    private List<object?[]> Query(SqlStatement statement, TimeSpan? limit, CancellationToken cancellation) => Run(
        statement,
        shape: null,
        CommandBehavior.SingleResult,
        limit,
        (reader, guard) =>
        {
            var rows = new List<object?[]>();
            while (guard.Await(reader.ReadAsync(guard.Token), limit))
            {
                rows.Add(RedshiftType.ReadRow(reader));
            }

            return rows;
        },
        cancellation);

    private T Run<T>(
        SqlStatement statement, TableShape? shape, CommandBehavior behavior, TimeSpan? limit, Func<NpgsqlDataReader, ReadTimeoutGuard, T> read, CancellationToken cancellation)
    {
        var command = NpgsqlStatements.Command(_connection, statement);
        var guard = new ReadTimeoutGuard(cancellation);
        NpgsqlDataReader? reader = null;
        try
        {
            reader = guard.Await(command.ExecuteReaderAsync(behavior, guard.Token), limit);
            return read(reader, guard);
        }
        catch (Exception e) when (Translate(e, shape, guard, cancellation) is { } translated)
        {
            throw translated;
        }
        finally
        {
            Close(() =>
            {
                reader?.Dispose();
                command.Dispose();
                guard.Dispose();
            });
        }
    }
}
