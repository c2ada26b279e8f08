using System.Text;
using System.Text.Unicode;
using Npgsql;
using RedshiftSync.Adapters.Connecting;

namespace RedshiftSync.Adapters.Source;

/// <summary>
/// Rows straight from the network, one at a time and without a server cursor (docs/redshift.md, Cursors): memory stays flat whatever
/// their number.
/// </summary>
internal sealed class NpgsqlRowReader : IRowReader
{
    private readonly NpgsqlSourceSession _session;
    private readonly NpgsqlCommand _command;
    private readonly NpgsqlDataReader _reader;
    private readonly TableSchema _schema;
    private readonly int _keyOrdinal;
    private readonly int _cursorOrdinal;
    private readonly ReadTimeoutGuard _guard;
    private readonly CancellationToken _cancellation;
    private byte[] _text = new byte[256];
    private bool _finished;
    private bool _isComplete;
    private bool _disposed;
    private bool _hasStarted;

    public NpgsqlRowReader(NpgsqlSourceSession session, NpgsqlCommand command, NpgsqlDataReader reader, TableSchema schema, ReadTimeoutGuard guard, CancellationToken cancellation)
    {
        _session = session;
        _command = command;
        _reader = reader;
        _schema = schema;
        _keyOrdinal = schema.Key.Ordinal;
        _cursorOrdinal = schema.Cursor.Ordinal;
        _guard = guard;
        _cancellation = cancellation;
    }

    public bool Read()
    {
        _cancellation.ThrowIfCancellationRequested();
        try
        {
            // Completes at once as long as rows are buffered.
            var reading = _guard.Start(_reader, static (reader, token) => reader.ReadAsync(token));
            var hasRow = reading.IsCompletedSuccessfully ? reading.Result
                : _hasStarted ? _session.AwaitMore(_guard, reading)
                : _session.AwaitAnswer(_guard, reading);
            _hasStarted = true;
            if (!hasRow)
            {
                // Reads the statement's end, so that closing waits for nothing.
                _session.AwaitMore(_guard, _guard.Start(_reader, static (reader, token) => reader.NextResultAsync(token)));
                _finished = _isComplete = true;
            }

            return hasRow;
        }
        catch (Exception e) when (_session.Translate(e, _schema, _guard, _cancellation) is { } translated)
        {
            _finished = true;
            throw translated;
        }
    }

    public bool IsKeyNull => _reader.IsDBNull(_keyOrdinal);

    public long Key => _reader.GetInt64(_keyOrdinal);

    public DateTime? Timestamp => _reader.IsDBNull(_cursorOrdinal) ? null
        : RawTimestamp.TryRead(_reader.GetInt64(_cursorOrdinal), out var timestamp) ? timestamp
        : throw new UnreadableValueException($"{_schema.Cursor.Name} is infinite or lies outside the years 1 to 9999");

    public string? GetText(int ordinal)
    {
        var length = CopyBytes(ordinal, _text, 0);
        if (length > _text.Length)
        {
            _text = new byte[length];
            length = CopyBytes(ordinal, _text, 0);
        }

        return length < 0 ? null : Decode(_text.AsSpan(0, length), ordinal);
    }

    public int CopyText(int ordinal, byte[] buffer, int offset)
    {
        var length = CopyBytes(ordinal, buffer, offset);
        if (length >= 0 && length <= buffer.Length - offset)
        {
            var text = buffer.AsSpan(offset, length);
            if (!Ascii.IsValid(text) && !Utf8.IsValid(text))
            {
                throw NotUtf8(ordinal);
            }
        }

        return length;
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
                // Without it, disposing the reader would drain every row that is still to come.
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

    private int CopyBytes(int ordinal, byte[] buffer, int offset)
    {
        if (_reader.IsDBNull(ordinal))
        {
            return -1;
        }

        var room = buffer.Length - offset;
        var length = (int)_reader.GetBytes(ordinal, 0, buffer, offset, room);

        // Where it is full there may be more.
        return length < room ? length : (int)_reader.GetBytes(ordinal, 0, null, 0, 0);
    }

    // Bytes, and the shortest way from them to a string: the driver's own takes as long as all the rest of a row.
    private string Decode(ReadOnlySpan<byte> text, int ordinal)
    {
        if (Ascii.IsValid(text))
        {
            return Encoding.Latin1.GetString(text);
        }

        return Utf8.IsValid(text) ? Encoding.UTF8.GetString(text) : throw NotUtf8(ordinal);
    }

    private UnreadableValueException NotUtf8(int ordinal) => new($"{_schema.Columns[ordinal].Name} is not valid UTF-8");
}
