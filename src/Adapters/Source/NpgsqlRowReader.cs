using Npgsql;
using RedshiftSync.Adapters.Connecting;

namespace RedshiftSync.Adapters.Source;

/// <summary>
/// Reads rows from the network one at a time, without a server cursor (docs/redshift.md, Cursors), so that memory does not grow with their
/// number.
/// </summary>
internal sealed class NpgsqlRowReader : IRowReader
{
    private readonly NpgsqlSourceSession _session;
    private readonly SqlStatement _statement;
    private readonly NpgsqlCommand _command;
    private readonly NpgsqlDataReader _reader;
    private readonly TableSchema _schema;
    private readonly ReadTimeoutGuard _guard;
    private readonly CancellationToken _cancellation;
    private byte[] _bytes = new byte[256];
    private bool _finished;
    private bool _isComplete;
    private bool _disposed;
    private bool _hasStarted;

    public NpgsqlRowReader(
        NpgsqlSourceSession session,
        SqlStatement statement,
        NpgsqlCommand command,
        NpgsqlDataReader reader,
        TableSchema schema,
        ReadTimeoutGuard guard,
        CancellationToken cancellation)
    {
        _session = session;
        _statement = statement;
        _command = command;
        _reader = reader;
        _schema = schema;
        _guard = guard;
        _cancellation = cancellation;
    }

    /// <summary>Checks that the columns still have the types that the run began with, so that no value is misread or rounded.</summary>
    /// <exception cref="SyncException">SchemaChanged.</exception>
    public void CheckTypes()
    {
        foreach (var (column, now) in _schema.Columns.Zip(RedshiftType.Of(_reader)))
        {
            if (column.Type is { Oid: not null } then
                && (then.Oid, then.Length, then.Precision, then.Scale) != (now.Oid, now.Length, now.Precision, now.Scale))
            {
                throw SchemaChangeErrors.DuringRun(
                    _schema.Table,
                    column.Name,
                    RecordedColumn.Of(column).Declaration,
                    RecordedColumn.Of(column with { Type = now }).Declaration);
            }
        }
    }

    public bool Read()
    {
        _cancellation.ThrowIfCancellationRequested();
        try
        {
            // Completes synchronously while rows are buffered.
            var reading = _guard.Start(_reader, static (reader, token) => reader.ReadAsync(token));
            var hasRow = reading.IsCompletedSuccessfully ? reading.Result
                : _hasStarted ? _session.AwaitMore(_guard, reading)
                : _session.AwaitAnswer(_guard, reading);
            _hasStarted = true;
            if (!hasRow)
            {
                // Reads the end of the statement, so that closing does not wait.
                _session.AwaitMore(_guard, _guard.Start(_reader, static (reader, token) => reader.NextResultAsync(token)));
                _finished = _isComplete = true;
            }

            return hasRow;
        }
        catch (Exception e) when (_session.Translate(e, _statement, _schema, table: null, _guard, _cancellation) is { } translated)
        {
            _finished = true;
            throw translated;
        }
    }

    public bool IsNull(int ordinal) => _reader.IsDBNull(ordinal);

    public long GetInt64(int ordinal) => _reader.GetInt64(ordinal);

    public float GetSingle(int ordinal) => _reader.GetFloat(ordinal);

    public double GetDouble(int ordinal) => _reader.GetDouble(ordinal);

    public bool GetBoolean(int ordinal) => _reader.GetBoolean(ordinal);

    public ReadOnlySpan<byte> GetBytes(int ordinal)
    {
        var length = CopyBytes(ordinal, _bytes, 0);
        if (length > _bytes.Length)
        {
            _bytes = new byte[length];
            length = CopyBytes(ordinal, _bytes, 0);
        }

        return _bytes.AsSpan(0, length);
    }

    public int CopyBytes(int ordinal, byte[] buffer, int offset)
    {
        var room = buffer.Length - offset;
        var length = (int)_reader.GetBytes(ordinal, 0, buffer, offset, room);

        // If the buffer is full there may be more.
        return length < room ? length : (int)_reader.GetBytes(ordinal, 0, null, 0, 0);
    }

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        if (_isComplete)
        {
            Close();
            return;
        }

        _session.Close(() =>
        {
            if (!_finished)
            {
                // Otherwise disposing the reader would read all remaining rows.
                _command.Cancel();
            }

            Close();
        });
    }

    private void Close()
    {
        _reader.Dispose();
        _command.Dispose();
        _guard.Dispose();
    }
}
