using System.Data;
using RedshiftSync.Adapters.Connecting;

namespace RedshiftSync.Adapters.Source;

/// <content>The streams of rows.</content>
internal sealed partial class NpgsqlSourceSession
{
    private readonly WireFormatCheck _formats = new();
    private bool _hasDateStyle;
    private bool _hasFloatDigits;

    public IRowReader OpenRows(SqlStatement statement, TableSchema schema, CancellationToken cancellation)
    {
        CheckFormats(schema, cancellation);
        var rows = Open(statement, schema.Columns, schema, cancellation);
        try
        {
            rows.CheckTypes();
            return rows;
        }
        catch
        {
            rows.Dispose();
            throw;
        }
    }

    public IRowReader OpenDigests(SqlStatement statement, TableSchema schema, CancellationToken cancellation)
    {
        CheckFormats(schema, cancellation);
        if (!_hasFloatDigits && schema.Columns.Any(c => c.Codec.Kind == ColumnKind.FloatingPoint))
        {
            Run(SessionQuery.SetFloatDigits, schema, CommandBehavior.Default, limit: null, (_, _) => true, cancellation);
            _hasFloatDigits = true;
        }

        return Open(statement, [], schema, cancellation);
    }

    public void CheckFormats(TableSchema schema, CancellationToken cancellation)
    {
        // A user or a database can have another one.
        if (!_hasDateStyle && schema.Columns.Any(c => c.Codec is DateCodec))
        {
            Run(SessionQuery.SetDateStyle, schema, CommandBehavior.Default, limit: null, (_, _) => true, cancellation);
            _hasDateStyle = true;
        }

        _formats.Run(schema.Columns, _settings.Server, (statement, columns) => Open(statement, columns, schema, cancellation));
    }

    /// <summary>
    /// Waits for the first answer to a statement, without a limit while the server reports that it is executing the statement.
    /// </summary>
    internal T AwaitAnswer<T>(ReadTimeoutGuard guard, Task<T> task) =>
        guard.Await(task, AnswerLimit, HasStatementTimeout ? null : IsExecutingAsync);

    /// <summary>Waits for data after the first answer.</summary>
    internal T AwaitMore<T>(ReadTimeoutGuard guard, Task<T> task) => guard.Await(task, _settings.ReadTimeout);

    private NpgsqlRowReader Open(
        SqlStatement statement, IReadOnlyList<Column> columns, TableSchema schema, CancellationToken cancellation)
    {
        var command = NpgsqlStatements.Command(_connection, statement);
        if (columns.Any(c => c.Codec.IsText))
        {
            command.UnknownResultTypeList = [.. columns.Select(c => c.Codec.IsText)];
        }

        var guard = new ReadTimeoutGuard(cancellation, _closing);
        try
        {
            var reader = AwaitAnswer(
                guard, guard.Start(command, static (c, token) => c.ExecuteReaderAsync(CommandBehavior.SingleResult, token)));
            return new NpgsqlRowReader(this, statement, command, reader, schema, guard, cancellation);
        }
        catch (Exception e)
        {
            command.Dispose();
            guard.Dispose();
            throw Translate(e, statement, schema, table: null, guard, cancellation) ?? e;
        }
    }
}
