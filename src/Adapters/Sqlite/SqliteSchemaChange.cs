using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace RedshiftSync.Adapters.Sqlite;

/// <summary>Alters a table of SQLite so that it follows the columns of its source.</summary>
/// <param name="path">The file, for messages.</param>
/// <param name="connection">The open file.</param>
/// <param name="schema">The table and the changes of its source.</param>
internal sealed class SqliteSchemaChange(string path, SqliteConnection connection, SqliteSchema schema)
{
    private const string Rescale = "redshiftsync_rescale";
    private const string AsSingle = "redshiftsync_single";

    private readonly SchemaEvolution _evolution = schema.Evolution;
    private readonly string _table = SqlIdentifier.Quote(schema.Table);

    /// <summary>Checks before the first row that the table can follow.</summary>
    /// <param name="mode">What the user wants.</param>
    /// <exception cref="SyncException">SchemaChanged.</exception>
    public void Check(SchemaChangeMode mode)
    {
        if (mode == SchemaChangeMode.Fail && _evolution.Changes.Count > 0)
        {
            throw SchemaChangeErrors.NotAllowed(path, schema.Table, _evolution.Changes);
        }

        var columns = SqliteColumn.Of(connection, schema.Table);
        foreach (var (column, before) in _evolution.Retyped)
        {
            var change = SchemaEvolution.ChangeOf(column, before);
            if (mode != SchemaChangeMode.Ignore)
            {
                throw SchemaChangeErrors.NotWider(path, schema.Table, change, column.IsPlain);
            }

            if (Find(columns, column) is { } existing && FindMisfit(column, before, existing) is { } problem)
            {
                throw SchemaChangeErrors.DoesNotFit(path, schema.Table, change, problem);
            }
        }

        // Values of somebody else's would be taken for the source's.
        if (_evolution.Existing.FirstOrDefault(HasValues) is { } taken)
        {
            throw SchemaChangeErrors.Blocked(
                path,
                schema.Table,
                SchemaEvolution.AdditionOf(taken),
                $"it has a column {taken.Name} already, with values of its own");
        }

        if (_evolution.Removed.FirstOrDefault(name => columns.Any(c => c.IsNamed(name) && c.IsNotNull)) is { } demanding)
        {
            throw SchemaChangeErrors.Blocked(
                path,
                schema.Table,
                new(SchemaChangeKind.Removed, demanding, _evolution.TypeBefore(demanding), null),
                $"column {demanding} of the destination is NOT NULL");
        }
    }

    /// <summary>Alters the table, in the open transaction.</summary>
    /// <exception cref="SyncException">SchemaChanged: something depends on a column.</exception>
    /// <param name="now">The columns that the checkpoint records: another run may have followed since this one began.</param>
    public void Apply(IReadOnlyList<RecordedColumn>? now)
    {
        connection.CreateFunction<object?, long, object?>(Rescale, RescaleValue, isDeterministic: true);
        connection.CreateFunction<double, double>(AsSingle, value => (float)value, isDeterministic: true);

        var columns = SqliteColumn.Of(connection, schema.Table);
        foreach (var column in _evolution.Added.Where(added => !columns.Any(c => c.IsNamed(added.Name))))
        {
            Alter(
                SchemaEvolution.AdditionOf(column),
                $"ALTER TABLE {_table} ADD COLUMN {column.Quoted} {SqliteTypeMap.Of(column).Declaration}");
        }

        foreach (var column in _evolution.Returned.Where(c => !SchemaEvolution.IsFollowed(c, now)))
        {
            Alter(
                SchemaEvolution.AdditionOf(column),
                $"UPDATE {_table} SET {column.Quoted} = NULL WHERE {column.Quoted} IS NOT NULL");
        }

        foreach (var (column, before) in _evolution.Widened.Where(w => !SchemaEvolution.IsFollowed(w.Column, now)))
        {
            if (Find(columns, column) is { } existing)
            {
                Alter(SchemaEvolution.ChangeOf(column, before), Widen(column, before, existing));
            }
        }
    }

    private bool HasValues(Column column) =>
        connection.Rows($"SELECT 1 FROM {_table} WHERE {column.Quoted} IS NOT NULL LIMIT 1", _ => true).Count > 0;

    private string[] Widen(Column column, RecordedColumn before, SqliteColumn existing)
    {
        var (name, type) = (column.Quoted, SqliteTypeMap.Of(column));
        if (column.Codec is DoubleCodec && before.ColumnType.Codec is RealCodec)
        {
            // A real is stored as its shortest decimal number, a double with all its bits.
            return [$"UPDATE {_table} SET {name} = {AsSingle}({name}) WHERE typeof({name}) = 'real'"];
        }

        if (column.Codec.Kind != ColumnKind.Numeric)
        {
            return [];
        }

        var scaled = string.Create(CultureInfo.InvariantCulture, $"{Rescale}({name}, {column.Type!.Scale ?? before.Scale ?? 0})");
        const string Wider = "\"redshiftsync wider\"";
        return !type.Affinities.Contains(existing.Affinity)
            ?
            [
                $"ALTER TABLE {_table} ADD COLUMN {Wider} {type.Declaration}",
                $"UPDATE {_table} SET {Wider} = {scaled}",
                $"ALTER TABLE {_table} DROP COLUMN {name}",
                $"ALTER TABLE {_table} RENAME COLUMN {Wider} TO {name}",
            ]
            : existing.Affinity is SqliteAffinity.Text or SqliteAffinity.None ? [$"UPDATE {_table} SET {name} = {scaled}"]
            : [];
    }

    private static string? FindMisfit(Column column, RecordedColumn before, SqliteColumn existing)
    {
        var type = SqliteTypeMap.Of(column);
        return !type.Affinities.Contains(existing.Affinity) ? $"the destination's column {type.Misfit}"
            : before.ColumnType.Kind != column.Type!.Kind || (before.ColumnType.Codec is RealCodec) != (column.Codec is RealCodec)
                || (existing.Affinity is SqliteAffinity.Text or SqliteAffinity.None && column.Type.Scale != before.Scale)
                ? "the values that it has are stored in another form"
            : null;
    }

    private static SqliteColumn? Find(List<SqliteColumn> columns, Column column) => columns.Find(c => c.IsNamed(column.Name));

    // The digits of a number as the source writes them now. NaN and infinities are texts without digits.
    private static object? RescaleValue(object? value, long scale)
    {
        var text = value switch
        {
            null => null,
            long number => number.ToString(CultureInfo.InvariantCulture),
            double number => ((decimal)number).ToString(CultureInfo.InvariantCulture),
            _ => value as string,
        };
        if (text is null || !char.IsAsciiDigit(text[^1]))
        {
            return value;
        }

        var point = text.IndexOf('.', StringComparison.Ordinal);
        var digits = point < 0 ? 0 : text.Length - point - 1;
        return digits >= scale ? text : $"{text}{(point < 0 ? "." : "")}{new string('0', (int)scale - digits)}";
    }

    private void Alter(SchemaChange change, params string[] statements)
    {
        try
        {
            foreach (var statement in statements)
            {
                connection.Execute(statement);
            }
        }
        catch (SqliteException e) when (e.SqliteErrorCode is raw.SQLITE_ERROR or raw.SQLITE_CONSTRAINT)
        {
            throw SchemaChangeErrors.Blocked(path, schema.Table, change, e.Message.TrimEnd('.'), e);
        }
    }
}
