using System.Collections.Immutable;

namespace RedshiftSync;

/// <summary>
/// What a run into a destination does about columns that have changed at the source since the last run that wrote rows. The changes are
/// made in the transaction of the first batch with rows, whose checkpoint records the new columns.
/// </summary>
internal sealed class SchemaEvolution
{
    private readonly IReadOnlyList<RecordedColumn>? _before;
    private readonly IReadOnlyList<RecordedColumn> _after;
    private readonly ImmutableArray<string> _ignored;
    private bool _isApplied;

    private SchemaEvolution(
        ImmutableArray<Column> written,
        ImmutableArray<string> ignored,
        IReadOnlyList<RecordedColumn>? before,
        IReadOnlyList<RecordedColumn> after)
    {
        Written = written;
        _ignored = ignored;
        _before = before;
        _after = after;
    }

    /// <summary>The source's columns that are written, with their places in a row.</summary>
    public ImmutableArray<Column> Written { get; }

    /// <summary>Columns that the destination's table lacks and the run adds.</summary>
    public ImmutableArray<Column> Added { get; private init; } = [];

    /// <summary>New columns of the source that the destination's table has already, without values, as somebody has added them.</summary>
    public ImmutableArray<Column> Existing { get; private init; } = [];

    /// <summary>Columns that the source had lost and has again. Old rows get NULL, as those of a new column.</summary>
    public ImmutableArray<Column> Returned { get; private init; } = [];

    /// <summary>Columns with a type that holds each value of the recorded one.</summary>
    public ImmutableArray<(Column Column, RecordedColumn Before)> Widened { get; private init; } = [];

    /// <summary>Columns with any other type than the recorded one, which an ignoring run accepts if the values fit.</summary>
    public ImmutableArray<(Column Column, RecordedColumn Before)> Retyped { get; private init; } = [];

    /// <summary>Columns of the destination's table that the source has lost. Rows have NULL there from now on.</summary>
    public ImmutableArray<string> Removed { get; private init; } = [];

    /// <summary>The changes, for a person; empty for a run that ignores them.</summary>
    public IReadOnlyList<SchemaChange> Changes { get; private init; } = [];

    /// <summary>Whether the destination's table has yet to be altered.</summary>
    public bool NeedsAlteration => !_isApplied && Added.Length + Returned.Length + Widened.Length > 0;

    /// <summary>Whether the source's columns differ from those of the last run in any way, or once did.</summary>
    public bool HasDifferences => Added.Length + Existing.Length + Returned.Length + Widened.Length + Retyped.Length + Removed.Length > 0;

    /// <summary>The source's columns that the destination's table lacks.</summary>
    public ImmutableArray<string> Absent => _isApplied ? _ignored : [.. _ignored, .. Added.Select(c => c.Name)];

    /// <summary>Returns the recorded type of a column; an empty text if it was not recorded.</summary>
    public string TypeBefore(string column) => _before?.FirstOrDefault(c => c.Name == column)?.Declaration ?? "";

    /// <summary>Returns the checkpoint with the columns that it records.</summary>
    /// <param name="checkpoint">The checkpoint of a batch.</param>
    /// <param name="hasRows">Whether the batch has rows.</param>
    public DestinationCheckpoint Record(DestinationCheckpoint checkpoint, bool hasRows) =>
        checkpoint with { Columns = hasRows || _isApplied ? _after : _before };

    /// <summary>Returns the change of a new column.</summary>
    public static SchemaChange AdditionOf(Column column) =>
        new(SchemaChangeKind.Added, column.Name, null, RecordedColumn.Of(column).Declaration);

    /// <summary>Returns the change of a column's type.</summary>
    public static SchemaChange ChangeOf(Column column, RecordedColumn before)
    {
        var now = RecordedColumn.Of(column);
        return new(
            now.IsWiderThan(before) ? SchemaChangeKind.Widened : SchemaChangeKind.Changed,
            column.Name,
            before.Declaration,
            now.Declaration);
    }

    /// <summary>Whether another run has followed the change of a column since this run began.</summary>
    /// <param name="column">The column.</param>
    /// <param name="now">The columns that the destination's checkpoint records now.</param>
    public static bool IsFollowed(Column column, IReadOnlyList<RecordedColumn>? now) => now?.Contains(RecordedColumn.Of(column)) == true;

    /// <summary>Marks the changes as made, once the first batch with rows is committed.</summary>
    public void MarkApplied() => _isApplied = true;

    /// <summary>A destination without a checkpoint: all columns are written, and none has changed.</summary>
    public static SchemaEvolution None(TableSchema schema)
    {
        RecordedColumn[] columns = schema.IsDescribed ? [.. schema.Columns.Select(RecordedColumn.Of)] : [];
        return new(schema.Columns, [], columns, columns);
    }

    /// <summary>Compares the columns of the source with those of the last run.</summary>
    /// <param name="request">The schema of the source, described, and what to do about changes.</param>
    /// <param name="found">The destination's checkpoint; null if there is none.</param>
    /// <param name="find">Finds the destination's name of a column; null if its table has no such column.</param>
    public static SchemaEvolution Of(DestinationRequest request, DestinationCheckpoint? found, Func<string, string?> find)
    {
        var (schema, ignore) = (request.Schema, request.SchemaChange == SchemaChangeMode.Ignore);

        // A column of the old type can be compared with one of a wider type.
        var mustFit = ignore && !request.IsComparison;

        // The checkpoint of another source is refused.
        if (found is null || (found.Source?.Equals(request.Source) == false && !request.Force))
        {
            return None(schema);
        }

        bool exists(string name) => find(name) is not null;
        var before = found.Columns?.ToDictionary(c => c.Name, StringComparer.Ordinal);
        var (written, added, existing, returned) = (new List<Column>(), new List<Column>(), new List<Column>(), new List<Column>());
        var (widened, retyped) = (new List<(Column, RecordedColumn)>(), new List<(Column, RecordedColumn)>());
        var changes = new List<SchemaChange>();
        foreach (var column in schema.Columns)
        {
            var now = RecordedColumn.Of(column);

            // A recorded column that the table lacks was dropped there. It is new if its type has changed, as the error about that advises.
            var known = before?.GetValueOrDefault(column.Name);
            var isNew = column.IsPlain && (before is null ? !exists(column.Name)
                : known is null or { IsRemoved: true } || (!exists(column.Name) && known.Declaration != now.Declaration));
            if (isNew)
            {
                changes.Add(new(SchemaChangeKind.Added, column.Name, null, now.Declaration));
                if (ignore)
                {
                    continue;
                }

                if (!exists(column.Name))
                {
                    added.Add(column);
                }
                else if (known is null)
                {
                    existing.Add(column);
                }
                else
                {
                    returned.Add(column);
                    if (known.Declaration != now.Declaration)
                    {
                        (now.IsWiderThan(known) ? widened : retyped).Add((column, known));
                    }
                }
            }
            else if (known is not null && known.Declaration != now.Declaration)
            {
                var change = ChangeOf(column, known);
                (change.Kind == SchemaChangeKind.Widened ? widened : retyped).Add((column, known));
                changes.Add(change);
            }

            written.Add(column);
        }

        var lost = (found.Columns ?? []).Where(c => !schema.ColumnNames.Contains(c.Name)).ToList();
        changes.AddRange(
            lost.Where(c => !c.IsRemoved).Select(c => new SchemaChange(SchemaChangeKind.Removed, c.Name, c.Declaration, null)));
        var isLeftOut = schema.Columns.Where(c => !written.Contains(c)).Select(c => c.Name).ToImmutableArray();
        var removed = lost.Select(c => c.Name).Concat(isLeftOut.Where(name => before?.GetValueOrDefault(name) is not null));
        return new(
            [.. written],
            [.. isLeftOut.Where(name => !exists(name))],
            found.Columns,
            [
                .. written.Select(column => ignore && before?.GetValueOrDefault(column.Name) is { IsRemoved: false } known
                    ? known
                    : RecordedColumn.Of(column)),
                .. lost.Select(c => c with { IsRemoved = true }),
                .. isLeftOut.Select(name => before?.GetValueOrDefault(name)).OfType<RecordedColumn>(),
            ])
        {
            Added = [.. added],
            Existing = [.. existing],
            Returned = [.. returned],
            Widened = mustFit ? [] : [.. widened],
            Retyped = [.. retyped, .. mustFit ? widened : []],
            Removed = [.. removed.Where(name => find(name) is { } own && !written.Any(column => find(column.Name) == own))],
            Changes = ignore ? [] : changes,
        };
    }
}
