using System.Data;
using System.Diagnostics;
using System.Globalization;
using Npgsql;
using RedshiftSync.Adapters.Connecting;

namespace RedshiftSync.Adapters.Source;

/// <summary>One unpooled session on the source.</summary>
internal sealed partial class NpgsqlSourceSession : ISourceSession
{
    // The time for the message of a server that has ended a statement at its limit.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly SourceSettings _settings;
    private readonly ConnectionFactory _connections;
    private readonly NpgsqlConnection _connection;
    private readonly SessionClosing _closing = new();
    private long _process;
    private bool _disposed;

    private NpgsqlSourceSession(SourceSettings settings, ConnectionFactory connections, NpgsqlConnection connection)
    {
        _settings = settings;
        _connections = connections;
        _connection = connection;
    }

    public ServerIdentity Identity { get; private set; } = new("", "", "", null, null);

    public bool IsOpen => !_closing.IsStuck && _connection.State == ConnectionState.Open;

    // A statement may execute for hours. If it has no limit, another connection checks from time to time whether the server is executing
    // it.
    private bool HasStatementTimeout => _settings.StatementTimeout > TimeSpan.Zero;

    private TimeSpan AnswerLimit => HasStatementTimeout ? _settings.StatementTimeout + Grace : _settings.ReadTimeout;

    public static NpgsqlSourceSession Open(SourceSettings settings, CancellationToken cancellation)
    {
        var login = settings.Login();
        TlsVerification? verification = null;
        ConnectionFactory? connections = null;
        NpgsqlSourceSession? session = null;
        using var guard = new ReadTimeoutGuard(cancellation);
        try
        {
            verification = new TlsVerification(settings.TlsMode, settings.RootCertificate);
            connections = ConnectionSettings.CreateFactory(ConnectionSettings.ForSource(settings, login), settings.TlsMode, verification);

            // The driver's own limit does not cover the TLS handshake.
            var watch = Stopwatch.StartNew();
            var connection = guard.Await(guard.Start(connections, static (s, token) => s.OpenAsync(token)), settings.ConnectTimeout);
            session = new NpgsqlSourceSession(settings, connections, connection);
            session.InitializeSession(verification.Negotiated, watch, cancellation);
            return session;
        }
        catch (Exception e)
        {
            session?.Dispose();
            connections?.Dispose();
            guard.Abandoned?.CloseLate();
            cancellation.ThrowIfCancellationRequested();
            var failure = guard.TimedOutAfter is null ? e : new TimeoutException("The limit for opening a connection has passed.");
            if (NpgsqlErrors.WhileOpening(failure, settings, login.User, verification) is var translated && translated != e)
            {
                throw translated;
            }

            throw;
        }
    }

    public TableSchema Describe(TableSchema schema, CancellationToken cancellation)
    {
        var select = new ChangeQuery(schema, new CursorAxis(SqlValueType.Timestamp), After: null, Before: null).SelectRows();
        return Run(
            select,
            schema,
            CommandBehavior.SchemaOnly,
            limit: null,
            (reader, _) => schema.WithTypes(RedshiftType.Of(reader)),
            cancellation);
    }

    public DateTime ReadClock(CancellationToken cancellation) => (DateTime)Query(SessionQuery.Clock, cancellation)[0][0]!;

    public IReadOnlyList<object?[]> Query(SqlStatement statement, CancellationToken cancellation) =>
        Query(statement, limit: null, cancellation);

    public IReadOnlyList<string?[]> QueryText(SqlStatement statement, CancellationToken cancellation) => ReadAll(
        statement,
        limit: null,
        RedshiftType.ReadText,
        cancellation,
        asText: true);

    public IReadOnlyList<Column> DescribeTable(TableName table, CancellationToken cancellation) => Run(
        CatalogQuery.Describe(table),
        schema: null,
        CommandBehavior.SchemaOnly,
        limit: null,
        (reader, _) => (IReadOnlyList<Column>)
            [.. RedshiftType.Of(reader).Select((type, i) => new Column(reader.GetName(i)) { Ordinal = i, Type = type })],
        cancellation,
        table);

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _closing.Run(() =>
        {
            _connection.Dispose();
            _connections.Dispose();
        });
    }

    /// <summary>Runs a step that closes a resource of the session.</summary>
    internal void Close(Action step) => _closing.Run(step);

    /// <summary>Translates an exception; null if it does not come from the server or the connection.</summary>
    internal Exception? Translate(
        Exception e,
        SqlStatement statement,
        TableSchema? schema,
        TableName? table,
        ReadTimeoutGuard guard,
        CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
        {
            return new OperationCanceledException("The command was stopped.", e, cancellation);
        }

        if (guard.TimedOutAfter is { } limit)
        {
            return SourceErrors.ConnectionLost(_settings.Server, $"it was silent for {limit.TotalSeconds:0} seconds", e);
        }

        var translated = NpgsqlErrors.WhileRunning(e, statement, _settings, schema, table ?? schema?.Table);
        return translated == e ? null : translated;
    }

    // Runs within the limit for opening a session.
    private void InitializeSession(TlsInfo? tls, Stopwatch watch, CancellationToken cancellation)
    {
        if (_settings.StatementTimeout > TimeSpan.Zero)
        {
            Execute(SessionQuery.SetStatementTimeout(_settings.StatementTimeout), watch, cancellation);
        }

        var row = Query(SessionQuery.Identity, RestOfOpening(watch), cancellation)[0];
        _process = Convert.ToInt64(row[3], CultureInfo.InvariantCulture);
        Identity = new ServerIdentity(
            $"{row[0]}", $"{row[1]}", $"{row[2]}", _connection.PostgresParameters.GetValueOrDefault("TimeZone"), tls);
        if (_settings.QueryGroup is { } group && Identity.IsRedshift)
        {
            Execute(SessionQuery.SetQueryGroup(group), watch, cancellation);
        }
    }

    private void Execute(SqlStatement statement, Stopwatch watch, CancellationToken cancellation) =>
        Run(statement, schema: null, CommandBehavior.Default, RestOfOpening(watch), (_, _) => true, cancellation);

    // At least a millisecond, because zero means no limit.
    private TimeSpan RestOfOpening(Stopwatch watch) =>
        TimeSpan.FromTicks(Math.Max(TimeSpan.TicksPerMillisecond, (_settings.ConnectTimeout - watch.Elapsed).Ticks));

    private Task<bool> IsExecutingAsync(CancellationToken cancellation) =>
        SecondConnection.IsExecutingAsync(_connections, _settings.ConnectTimeout, Identity.Dialect, _process, cancellation);

    private List<object?[]> Query(SqlStatement statement, TimeSpan? limit, CancellationToken cancellation) =>
        ReadAll(statement, limit, RedshiftType.ReadRow, cancellation);

    private List<T> ReadAll<T>(
        SqlStatement statement,
        TimeSpan? limit,
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancellation,
        bool asText = false) => Run(
        statement,
        schema: null,
        CommandBehavior.SingleResult,
        limit,
        (reader, guard) =>
        {
            var rows = new List<T>();
            while (Await(guard, guard.Start(reader, static (r, token) => r.ReadAsync(token)), limit))
            {
                rows.Add(read(reader));
            }

            return rows;
        },
        cancellation,
        asText: asText);

    private T Run<T>(
        SqlStatement statement,
        TableSchema? schema,
        CommandBehavior behavior,
        TimeSpan? limit,
        Func<NpgsqlDataReader, ReadTimeoutGuard, T> read,
        CancellationToken cancellation,
        TableName? table = null,
        bool asText = false)
    {
        var command = NpgsqlStatements.Command(_connection, statement);
        command.AllResultTypesAreUnknown = asText;
        var guard = new ReadTimeoutGuard(cancellation, _closing);
        NpgsqlDataReader? reader = null;
        try
        {
            reader = Await(guard, guard.Start(command, (c, token) => c.ExecuteReaderAsync(behavior, token)), limit);
            var result = read(reader, guard);

            // Reads the end of the statement, so that closing does not wait.
            Await(guard, guard.Start(reader, static (r, token) => r.NextResultAsync(token)), limit);
            Close();
            return result;
        }
        catch (Exception e)
        {
            _closing.Run(Close);
            if (Translate(e, statement, schema, table, guard, cancellation) is { } translated)
            {
                throw translated;
            }

            throw;
        }

        void Close()
        {
            reader?.Dispose();
            command.Dispose();
            guard.Dispose();
        }
    }

    private T Await<T>(ReadTimeoutGuard guard, Task<T> task, TimeSpan? limit) =>
        limit is null ? AwaitAnswer(guard, task) : guard.Await(task, limit);
}
