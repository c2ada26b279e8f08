using System.Text;
using Npgsql;

namespace RedshiftSync.Adapters.Source;

/// <summary>Rows straight from the network, one at a time and without a server cursor: memory stays flat whatever their number.</summary>
internal sealed class NpgsqlRowReader : IRowReader
{
    private const int KeyOrdinal = 0;
    private const int FirstTextOrdinal = 1;

    private readonly NpgsqlSourceSession _session;
    private readonly NpgsqlCommand _command;
    private readonly NpgsqlDataReader _reader;
    private readonly TableShape _shape;
    private readonly int _timeOrdinal;
    private readonly CancellationToken _cancellation;
    private bool _finished;
    private bool _disposed;

    public NpgsqlRowReader(NpgsqlSourceSession session, NpgsqlCommand command, NpgsqlDataReader reader, TableShape shape, CancellationToken cancellation)
    {
        _session = session;
        _command = command;
        _reader = reader;
        _shape = shape;
        _timeOrdinal = shape.Columns.Count - 1;
        _cancellation = cancellation;
    }

    public bool Read()
    {
        _cancellation.ThrowIfCancellationRequested();
        try
        {
            // Completes at once as long as rows are buffered.
            var reading = _reader.ReadAsync(_cancellation);
            var hasRow = reading.IsCompletedSuccessfully ? reading.Result : reading.GetAwaiter().GetResult();
            _finished = !hasRow;
            return hasRow;
        }
        catch (Exception e) when (_session.Translate(e, _shape, _cancellation) is { } translated)
        {
            _finished = true;
            throw translated;
        }
    }

    public long Key => _reader.IsDBNull(KeyOrdinal)
        ? throw Unreadable($"{_shape.KeyColumn} is NULL")
        : _reader.GetInt64(KeyOrdinal);

    public DateTime UpdatedAt =>
        _reader.IsDBNull(_timeOrdinal) ? throw Unreadable($"{_shape.TimeColumn} is NULL")
        : RawTimestamp.TryRead(_reader, _timeOrdinal, out var utc) ? utc
        : throw Unreadable($"{_shape.TimeColumn} is infinite or lies outside the years 1 to 9999");

    public string? GetText(int index)
    {
        var ordinal = FirstTextOrdinal + index;
        try
        {
            return _reader.IsDBNull(ordinal) ? null : _reader.GetString(ordinal);
        }
        catch (Exception e) when (e is DecoderFallbackException or ArgumentException)
        {
            throw Unreadable($"{_shape.TextColumns[index]} is not valid UTF-8", e);
        }
    }

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _session.Close(() =>
        {
            if (!_finished)
            {
                // Without it, disposing the reader would drain every row that is still to come.
                _command.Cancel();
            }

            _reader.Dispose();
            _command.Dispose();
        });
    }

    private SyncException Unreadable(string problem, Exception? cause = null)
    {
        var key = _reader.IsDBNull(KeyOrdinal) ? "NULL" : _reader.GetInt64(KeyOrdinal).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return SourceErrors.UnreadableRow(_shape.Table, $"{_shape.KeyColumn} {key}", problem, cause);
    }
}
