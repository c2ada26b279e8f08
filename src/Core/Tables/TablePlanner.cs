namespace RedshiftSync;

/// <summary>Decides how a table is read: its key, its cursor and its columns.</summary>
internal sealed class TablePlanner
{
    private const int MostListed = 20;

    private readonly TableRequest _request;
    private readonly TableName _table;
    private readonly IReadOnlyList<Column> _columns;
    private readonly HashSet<string> _names;
    private readonly List<SourceFinding> _problems = [];

    private TablePlanner(TableRequest request, IReadOnlyList<Column> columns)
    {
        _request = request;
        _table = request.Table;
        _columns = columns;
        _names = [.. columns.Select(c => c.Name)];
    }

    /// <summary>Decides for a table.</summary>
    /// <param name="request">What the user wants.</param>
    /// <param name="described">All columns of the table, in order, with their types.</param>
    /// <param name="declaredKey">The columns of the primary key, in order; empty if there is none, or if it is not visible.</param>
    /// <exception cref="SyncException">
    /// KeyNotFound, CursorNotFound, ColumnNotFound, ColumnTypeNotSupported, ColumnNameConflict or ParameterInvalid; SchemaChanged if a column
    /// that an earlier run has chosen is gone.
    /// </exception>
    public static TablePlan Decide(TableRequest request, IReadOnlyList<Column> described, IReadOnlyList<string> declaredKey)
    {
        var planner = new TablePlanner(request, described);
        var columns = planner.Select(declaredKey);
        var keyOrigin = request.NoKey || !columns.Exists(column => column.KeyPart is not null) ? KeyOrigin.None
            : request.KeyColumns is [_, ..] ? KeyOrigin.Given
            : KeyOrigin.Declared;
        return new(new TableSchema(request.Table, columns), keyOrigin, request.CursorColumn is null)
        {
            Problems = planner._problems,
            Notes = [.. columns.SelectMany(ColumnNotes.Of)],
            Warnings =
            [
                .. planner.Unmatched(request.ExcludedColumns)
                    .Select(p => $"-ExcludeColumn '{p.Text}' matches no column of {request.Table}."),
            ],
        };
    }

    /// <summary>Returns the selected columns with their roles.</summary>
    /// <inheritdoc cref="Decide"/>
    public static IReadOnlyList<Column> SelectColumns(
        TableRequest request, IReadOnlyList<Column> described, IReadOnlyList<string> declaredKey) =>
        new TablePlanner(request, described).Select(declaredKey);

    private List<Column> Select(IReadOnlyList<string> declaredKey)
    {
        if (_columns.Count == 0)
        {
            throw TableErrors.ColumnNotFound(_table, $"{_table} has no columns.", "Check that -Table names the table that you mean.");
        }

        var key = Try(TablePlan.KeyCheck, () => DecideKey(declaredKey), []);
        var cursor = Try(TablePlan.CursorCheck, DecideCursor, _columns.FirstOrDefault(c => c.Type is { Codec.CanBeCursor: true }));
        if (Unmatched(_request.Columns).FirstOrDefault() is { } pattern)
        {
            throw Follows(RecordedDecisions.Columns)
                ? TableErrors.ColumnGone(
                    _table,
                    $"{NotFound(pattern.Text)} The first run has chosen it.",
                    "To go on from the checkpoint with other columns, name them with -Column and give -Force; with -Full -Force, "
                        + "earlier rows are delivered with them as well.")
                : TableErrors.ColumnNotFound(
                    _table,
                    $"-Column '{pattern.Text}' matches no column of {_table}.",
                    $"Its columns are: {List(_columns.Select(c => c.Name))}.");
        }

        var selected = new List<Column>(_columns.Count);
        foreach (var column in _columns)
        {
            var part = key.FindIndex(k => ReferenceEquals(k, column));
            var withRole = column with { KeyPart = part < 0 ? null : part + 1, IsCursor = ReferenceEquals(column, cursor) };
            if (!withRole.IsPlain)
            {
                RefuseExclusion(withRole);
                selected.Add(withRole);
            }
            else if (IsSelected(column))
            {
                selected.Add(withRole);
            }
        }

        return selected.GroupBy(c => c.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Skip(1).Any()) is { } same
            ? throw TableErrors.ColumnNameConflict(_table, same.Select(c => $"'{c.Name}'"), Follows(RecordedDecisions.Table))
            : selected;
    }

    private List<Column> DecideKey(IReadOnlyList<string> declaredKey)
    {
        var names = _request.KeyColumns is [_, ..] given ? given : declaredKey;
        if (_request.NoKey)
        {
            return _request.KeyColumns is [_, ..]
                ? throw ParameterErrors.Invalid("-KeyColumn and -NoKey contradict each other.", "Give one of them.", _table.ToString())
                : [];
        }

        if (names.Count == 0)
        {
            throw TableErrors.KeyNotFound(
                _table,
                $"{_table} declares no primary key that this user may see.",
                $"Name the columns that tell its rows apart with -KeyColumn{Candidates()}, or say -NoKey if there are none."
                    + _request.AdviseOnKey(_names));
        }

        var key = names.Select(name => Find(name) ?? throw KeyGone(name)).ToList();
        if (key.Distinct().Count() < key.Count)
        {
            throw ParameterErrors.Invalid("-KeyColumn names a column twice.", "Name each column once.", _table.ToString());
        }

        key.ForEach(column => Check(column with { KeyPart = 1 }));
        return key;
    }

    private Column DecideCursor()
    {
        if (_request.CursorColumn is { } name)
        {
            var given = Find(name) ?? throw (Follows(RecordedDecisions.Cursor)
                ? TableErrors.ColumnGone(
                    _table,
                    $"{NotFound(name)} It orders the changes since the first run.",
                    "If it has another name now, start over with -Full -Force -CursorColumn <column>: positions in one order are none in "
                        + "another.")
                : TableErrors.CursorNotFound(_table, NotFound(name), CursorAdvice()));
            Check(given with { IsCursor = true });
            return given;
        }

        var found = _columns.Where(c => c.Type?.Kind is ColumnKind.Timestamp or ColumnKind.TimestampWithZone
            && NameWords.SayChange(c.Name, _table.Name)).ToList();
        return found switch
        {
            [var only] => only,
            [] => throw TableErrors.CursorNotFound(
                _table, $"No timestamp of {_table} says by its name when a row was last changed.", CursorAdvice()),
            _ => throw TableErrors.CursorNotFound(
                _table,
                $"Several columns of {_table} may say when a row was last changed: {List(found.Select(c => c.Name))}.",
                CursorAdvice()),
        };
    }

    private SyncException KeyGone(string name)
    {
        return Follows(RecordedDecisions.Key)
            ? TableErrors.ColumnGone(
                _table,
                $"{NotFound(name)} It has been part of the key since the first run.",
                $"If it has another name now, start over with -Full -Force -KeyColumn <columns>{Candidates()}: positions in one order are "
                    + "none in another.")
            : TableErrors.KeyNotFound(_table, NotFound(name), $"Name other columns with -KeyColumn{Candidates()}.");
    }

    private string Candidates() => KeyCandidates.Find(_table, _columns) is [_, ..] found
        ? $" (for example {(found.Count == 1 ? "" : "one of ")}{List(found)})"
        : "";

    // What stands in for a part that cannot be decided; null if the rest makes no sense without it.
    private T Try<T>(string check, Func<T> decide, T? substitute)
        where T : class
    {
        try
        {
            return decide();
        }
        catch (SyncException e) when (_request.CollectsProblems && substitute is not null)
        {
            _problems.Add(SourceFinding.Failed(check, e));
            return substitute;
        }
    }

    private bool Follows(RecordedDecisions decision) => _request.Recorded.HasFlag(decision);

    private string CursorAdvice()
    {
        // An integer can be a cursor as well, but most integers of a table are none.
        var candidates = _columns.Where(c => c.Type is { Codec.CanBeCursor: true, Kind: not ColumnKind.WholeNumber })
            .Select(c => c.Name).ToList();
        return candidates.Count == 0
            ? "None of its columns is of type timestamp, timestamptz or date; "
                + "-CursorColumn can name an integer that grows whenever a row is inserted or changed."
            : "Name the column that is set whenever a row is inserted or changed with -CursorColumn; "
                + $"these hold times: {List(candidates)}.";
    }

    private void Check(Column column)
    {
        if (column.FindMisfit() is { } wanted)
        {
            throw SourceErrors.ColumnTypeNotSupported(_table, column.Name, column.Type?.Name ?? "unknown", wanted);
        }
    }

    private bool IsSelected(Column column) =>
        (_request.Columns is not [_, ..] included || included.Any(p => IsMatch(p, column)))
        && _request.ExcludedColumns?.Any(p => IsMatch(p, column)) != true;

    // A pattern that matches a key or a cursor among others leaves it in.
    private void RefuseExclusion(Column column)
    {
        if (_request.ExcludedColumns?.Any(p => Find(p.Text)?.Name == column.Name) == true)
        {
            var (role, parameter) = column.IsCursor ? ("orders the changes", "-CursorColumn") : ("is part of the key", "-KeyColumn");
            throw ParameterErrors.Invalid(
                $"-ExcludeColumn names '{column.Name}', which {role} of {_table}.",
                $"Remove it from -ExcludeColumn, or choose another column with {parameter}.",
                column.Name);
        }
    }

    private bool IsMatch(ColumnPattern pattern, Column column) =>
        _names.Contains(pattern.Text) ? pattern.Text == column.Name : pattern.IsMatch(column.Name);

    private IEnumerable<ColumnPattern> Unmatched(IReadOnlyList<ColumnPattern>? patterns) =>
        (patterns ?? []).Where(pattern => !_columns.Any(column => IsMatch(pattern, column)));

    // The exact name first, because two names can differ only by case.
    private Column? Find(string name)
    {
        var alike = _columns.Where(c => string.Equals(c.Name, name, StringComparison.OrdinalIgnoreCase)).ToList();
        return alike.Find(c => c.Name == name) ?? (alike is [var only] ? only : null);
    }

    private string NotFound(string name) =>
        _columns.Any(c => string.Equals(c.Name, name, StringComparison.OrdinalIgnoreCase))
            ? $"Several columns of {_table} are named '{name}' in different cases."
            : $"{_table} has no column '{name}'.";

    private static string List(IEnumerable<string> names)
    {
        var all = names.ToList();
        return all.Count == 0 ? "none"
            : string.Join(", ", all.Take(MostListed)) + (all.Count > MostListed ? $" and {all.Count - MostListed} more" : "");
    }
}
