using Npgsql;
using NpgsqlTypes;

namespace RedshiftSync.Adapters.Source;

/// <summary>One unpooled session. The driver's asynchronous calls are waited for, because only they can be cancelled while the network is silent.</summary>
internal sealed class NpgsqlSourceSession : ISourceSession
{
    // Closing waits for the server's farewell this long; what takes longer goes on in the background.
    private static readonly TimeSpan CloseLimit = TimeSpan.FromMilliseconds(750);

    private readonly SourceSettings _settings;
    private readonly NpgsqlDataSource _dataSource;
    private readonly NpgsqlConnection _connection;
    private Task _closing = Task.CompletedTask;
    private bool _disposed;

    private NpgsqlSourceSession(SourceSettings settings, NpgsqlDataSource dataSource, NpgsqlConnection connection)
    {
        _settings = settings;
        _dataSource = dataSource;
        _connection = connection;
    }

    public ServerIdentity Identity { get; private set; } = new("", "", "", false);

    public static NpgsqlSourceSession Open(SourceSettings settings, CancellationToken cancellation)
    {
        var login = settings.Login();
        NpgsqlDataSource? dataSource = null;
        try
        {
            dataSource = ConnectionSettings.CreateDataSource(settings, login);
            var connection = dataSource.OpenConnectionAsync(cancellation).AsTask().GetAwaiter().GetResult();
            var session = new NpgsqlSourceSession(settings, dataSource, connection);
            session.Introduce(cancellation);
            return session;
        }
        catch (Exception e)
        {
            dataSource?.Dispose();
            cancellation.ThrowIfCancellationRequested();
            if (NpgsqlErrors.WhileOpening(e, settings, login.User) is var translated && translated != e)
            {
                throw translated;
            }

            throw;
        }
    }

    public SqlValueType DescribeTimeColumn(TableShape shape, CancellationToken cancellation)
    {
        var select = new ChangeWindow(shape, SqlValueType.Timestamp, After: null, Before: null).SelectRows();
        return Query(select, shape, System.Data.CommandBehavior.SchemaOnly, Describe, cancellation);

        SqlValueType Describe(NpgsqlDataReader reader)
        {
            Require(0, RedshiftType.IsInteger, "an integer type (smallint, integer, bigint)");
            for (var i = 1; i <= shape.TextColumns.Count; i++)
            {
                Require(i, RedshiftType.IsText, "a text type (char, varchar, text)");
            }

            Require(shape.Columns.Count - 1, oid => RedshiftType.TimeType(oid) is not null, "timestamp or timestamptz");
            return RedshiftType.TimeType(reader.GetDataTypeOID(shape.Columns.Count - 1))!.Value;

            void Require(int ordinal, Func<uint, bool> fits, string wanted)
            {
                if (!fits(reader.GetDataTypeOID(ordinal)))
                {
                    throw SourceErrors.ColumnTypeNotSupported(shape.Table, shape.Columns[ordinal], reader.GetDataTypeName(ordinal), wanted);
                }
            }
        }
    }

    public DateTime ReadClock(CancellationToken cancellation) => Query(
        new SqlStatement("SELECT CURRENT_TIMESTAMP", []),
        shape: null,
        System.Data.CommandBehavior.Default,
        reader => ReadRow(reader, cancellation) && RawTimestamp.TryRead(reader, 0, out var utc) ? utc : throw new InvalidOperationException("The server's clock cannot be read."),
        cancellation);

    public SourceExtent ReadExtent(SqlStatement statement, CancellationToken cancellation) => Query(
        statement,
        shape: null,
        System.Data.CommandBehavior.Default,
        reader => ReadRow(reader, cancellation)
            ? new SourceExtent(reader.GetInt64(0), RawTimestamp.ReadNearest(reader, 1), RawTimestamp.ReadNearest(reader, 2))
            : new SourceExtent(0, null, null),
        cancellation);

    public (long Total, long Part) ReadCounts(SqlStatement statement, CancellationToken cancellation) => Query(
        statement,
        shape: null,
        System.Data.CommandBehavior.Default,
        reader => ReadRow(reader, cancellation) ? (reader.GetInt64(0), reader.GetInt64(1)) : (0, 0),
        cancellation);

    public IRowReader OpenRows(SqlStatement statement, TableShape shape, CancellationToken cancellation)
    {
        var command = Command(statement);
        try
        {
            var reader = command.ExecuteReaderAsync(System.Data.CommandBehavior.SingleResult, cancellation).GetAwaiter().GetResult();
            return new NpgsqlRowReader(this, command, reader, shape, cancellation);
        }
        catch (Exception e)
        {
            command.Dispose();
            throw Translate(e, shape, cancellation) ?? e;
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

    /// <summary>Runs closing steps one after another, and waits for them only so long.</summary>
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
        _closing.Wait(CloseLimit);
    }

    /// <summary>What to throw instead of <paramref name="e"/>, or null to let it pass.</summary>
    internal Exception? Translate(Exception e, TableShape? shape, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
        {
            return new OperationCanceledException("The command was stopped.", e, cancellation);
        }

        var translated = NpgsqlErrors.WhileRunning(e, _settings, shape);
        return translated == e ? null : translated;
    }

    private void Introduce(CancellationToken cancellation)
    {
        if (_settings.StatementTimeout > TimeSpan.Zero)
        {
            Execute(FormattableString.Invariant($"SET statement_timeout TO {(long)_settings.StatementTimeout.TotalMilliseconds}"), cancellation);
        }

        if (_settings.QueryGroup is { } group)
        {
            // SET takes no bound values, and a backslash escapes in Redshift's literals, so such a name is not sent at all.
            if (group.AsSpan().ContainsAny('\'', '\\', '\0'))
            {
                throw new ArgumentException("A query group cannot contain quotes or backslashes.");
            }

            Execute($"SET query_group TO '{group}'", cancellation);
        }

        Identity = Query(
            new SqlStatement("SELECT version(), current_database(), current_user", []),
            shape: null,
            System.Data.CommandBehavior.Default,
            reader => ReadRow(reader, cancellation)
                ? new ServerIdentity(reader.GetString(0), reader.GetString(1), reader.GetString(2), _settings.TlsMode != TlsMode.Disable)
                : throw new InvalidOperationException("The server does not say who it is."),
            cancellation);
    }

    private void Execute(string sql, CancellationToken cancellation)
    {
        using var command = Command(new SqlStatement(sql, []));
        command.ExecuteNonQueryAsync(cancellation).GetAwaiter().GetResult();
    }

    private T Query<T>(SqlStatement statement, TableShape? shape, System.Data.CommandBehavior behavior, Func<NpgsqlDataReader, T> read, CancellationToken cancellation)
    {
        using var command = Command(statement);
        try
        {
            using var reader = command.ExecuteReaderAsync(behavior, cancellation).GetAwaiter().GetResult();
            return read(reader);
        }
        catch (Exception e) when (Translate(e, shape, cancellation) is { } translated)
        {
            throw translated;
        }
    }

    private static bool ReadRow(NpgsqlDataReader reader, CancellationToken cancellation) => reader.ReadAsync(cancellation).GetAwaiter().GetResult();

    private NpgsqlCommand Command(SqlStatement statement)
    {
        var command = new NpgsqlCommand(statement.Text, _connection);
        foreach (var parameter in statement.Parameters)
        {
            command.Parameters.Add(Bind(parameter));
        }

        return command;
    }

    // The driver refuses a UTC time for a plain timestamp and an unspecified one for a timestamptz.
    private static NpgsqlParameter Bind(SqlParameterValue parameter) => (parameter.Type, parameter.Value) switch
    {
        (SqlValueType.Number, long number) => new(parameter.Name, NpgsqlDbType.Bigint) { Value = number },
        (SqlValueType.Timestamp, DateTime time) => new(parameter.Name, NpgsqlDbType.Timestamp) { Value = DateTime.SpecifyKind(time, DateTimeKind.Unspecified) },
        (SqlValueType.TimestampWithZone, DateTime time) => new(parameter.Name, NpgsqlDbType.TimestampTz) { Value = DateTime.SpecifyKind(time, DateTimeKind.Utc) },
        _ => throw new ArgumentException($"A value of type {parameter.Type} cannot be bound as {parameter.Name}."),
    };
}
