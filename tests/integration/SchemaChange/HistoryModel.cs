namespace RedshiftSync.IntegrationTests.SchemaHistories;

internal enum Verdict
{
    Succeeds,
    SchemaChanged,

    /// <summary>The contract does not decide; the values have to be right if the run succeeds.</summary>
    Either,
}

/// <summary>A value in the destination, in the type in which it was delivered or to which it was widened.</summary>
internal sealed record Cell(string Type, string? Text, bool MayBeNull = false)
{
    public string? Canonical => HistoryTypes.Canonical(Type, Text);
}

/// <summary>What a run has to do.</summary>
internal sealed record Expectation(Verdict Verdict, List<string> Delivered, List<string> Changes, List<string> Possible, HistoryModel After);

/// <summary>What a destination has to hold, by the contract and not by the code.</summary>
internal sealed class HistoryModel
{
    private readonly Dictionary<string, (string Type, bool AtSource)> _columns = [];
    private readonly HashSet<string> _unnoticed = [];
    private long? _watermark;

    public Dictionary<string, Dictionary<string, Cell>> Rows { get; } = [];

    public bool IsEmpty => _columns.Count == 0;

    /// <summary>The columns and their types.</summary>
    public IEnumerable<(string Name, string Type)> Columns => _columns.Select(c => (c.Key, c.Value.Type));

    /// <summary>The columns that the source had.</summary>
    public IEnumerable<(string Name, string Type)> AtSource => _columns.Where(c => c.Value.AtSource).Select(c => (c.Key, c.Value.Type));

    public Expectation Expect(HistorySource source, string mode, bool isFull)
    {
        var after = Copy();
        if (source.IsBroken)
        {
            return new(Verdict.SchemaChanged, [], [], [], this);
        }

        var rows = source.Rows();
        var delivered = rows.Where(r => isFull || _watermark is null || r.Value.Cursor > _watermark).Select(r => r.Key).ToList();
        var changes = new List<string>();
        var possible = new List<string>();
        var verdict = IsEmpty ? Verdict.Succeeds : Decide(source, mode, after, changes, possible);
        if (IsEmpty)
        {
            source.Columns.ForEach(c => after._columns[c.Name] = (c.Type, true));
        }
        else if (verdict == Verdict.SchemaChanged)
        {
            return new(verdict, [], [], [], this);
        }
        else if (delivered.Count == 0)
        {
            return new(verdict, [], [], [], this);
        }

        foreach (var key in delivered)
        {
            after.Rows[key] = after._columns.ToDictionary(
                c => c.Key,
                c => source.Columns.Find(s => s.Name == c.Key) is { Name: not null } column
                    ? new Cell(column.Type, rows[key].Values[c.Key], MayBeNull: mode == "Ignore" && !c.Value.AtSource)
                    : new Cell(c.Value.Type, null));
            after._watermark = Math.Max(after._watermark ?? long.MinValue, rows[key].Cursor);
        }

        return new(verdict, delivered, changes, possible, after);
    }

    /// <summary>Whether the source's rows and the destination's are the same in the source's columns.</summary>
    public bool IsEqualTo(HistorySource source)
    {
        var rows = source.Rows();
        return rows.Count == Rows.Count && rows.All(r => Rows.TryGetValue(r.Key, out var row) && source.Columns.TrueForAll(
            c => row.TryGetValue(c.Name, out var cell)
                && cell.Canonical == HistoryTypes.Canonical(c.Type, r.Value.Values[c.Name])));
    }

    private Verdict Decide(HistorySource source, string mode, HistoryModel after, List<string> changes, List<string> possible)
    {
        var verdict = Verdict.Succeeds;
        foreach (var (name, type) in source.Columns)
        {
            if (_unnoticed.Contains(name) && mode != "Fail")
            {
                // It went while nobody noticed, and is back: as it was, or as a new column.
                after.Loosen(name);
                possible.Add($"Added {name}");
            }
            else if (_unnoticed.Contains(name))
            {
                Worsen(Verdict.Either);
            }

            if (!_columns.TryGetValue(name, out var column))
            {
                Worsen(mode == "Fail" ? Verdict.SchemaChanged : Verdict.Succeeds);
                if (mode == "Evolve")
                {
                    changes.Add($"Added {name}");
                    after.Add(name, type);
                }

                continue;
            }

            var step = HistoryTypes.Compare(column.Type, type);
            var key = name is HistoryTypes.Key or HistoryTypes.Cursor;
            if (!column.AtSource)
            {
                if (mode == "Evolve")
                {
                    (step == Step.Same ? changes : possible).Add($"Added {name}");
                    possible.Add($"Widened {name}");
                }

                Worsen(step switch
                {
                    Step.Same => mode == "Fail" ? Verdict.Either : Verdict.Succeeds,
                    Step.Other when mode == "Evolve" && !IsHeldAlike(column.Type, type) => Verdict.SchemaChanged,
                    _ => Verdict.Either,
                });
                if (mode == "Evolve")
                {
                    // It is a new column: what the old one had is not a value of it.
                    after.Add(name, type);
                }
            }
            else if (step != Step.Same)
            {
                Worsen(mode switch
                {
                    "Fail" => Verdict.SchemaChanged,
                    "Ignore" => HistoryTypes.Fits(column.Type, type) switch
                    {
                        Step.Same => key ? Verdict.Either : Verdict.Succeeds,
                        Step.Other when IsPostgres => Verdict.SchemaChanged,
                        _ => Verdict.Either,
                    },
                    _ => step == Step.Wider ? Verdict.Succeeds : step == Step.Other ? Verdict.SchemaChanged : Verdict.Either,
                });
                if (mode == "Evolve")
                {
                    (step == Step.Wider ? changes : possible).Add($"Widened {name}");
                    after.Set(name, type);
                }
            }
        }

        foreach (var (name, column) in _columns.Where(c => c.Value.AtSource && source.Columns.TrueForAll(s => s.Name != c.Key)))
        {
            Worsen(mode == "Fail" ? _unnoticed.Contains(name) ? Verdict.Either : Verdict.SchemaChanged : Verdict.Succeeds);
            if (mode == "Evolve")
            {
                (_unnoticed.Contains(name) ? possible : changes).Add($"Removed {name}");
                after._columns[name] = (column.Type, false);
            }
            else
            {
                after._unnoticed.Add(name);
            }
        }

        return verdict;

        void Worsen(Verdict other) => verdict = other == Verdict.SchemaChanged || verdict == Verdict.SchemaChanged
            ? Verdict.SchemaChanged
            : other == Verdict.Either ? other : verdict;
    }

    /// <summary>Whether the destination is PostgreSQL, where each number has a width.</summary>
    public required bool IsPostgres { get; init; }

    // A column that has come back in a type that the destination's column holds as it is.
    private bool IsHeldAlike(string column, string type) => HistoryTypes.Fits(column, type) == Step.Same || !IsPostgres;

    private void Add(string name, string type)
    {
        _columns[name] = (type, true);
        foreach (var row in Rows.Values)
        {
            row[name] = new Cell(type, null);
        }
    }

    private void Loosen(string name)
    {
        foreach (var row in Rows.Values)
        {
            row[name] = row[name] with { MayBeNull = true };
        }
    }

    private void Set(string name, string type)
    {
        _columns[name] = (type, true);
        foreach (var row in Rows.Values)
        {
            row[name] = row[name] with { Type = type, Text = HistoryTypes.Widened(row[name].Type, type, row[name].Text) };
        }
    }

    private HistoryModel Copy()
    {
        var copy = new HistoryModel { IsPostgres = IsPostgres, _watermark = _watermark };
        foreach (var (name, column) in _columns)
        {
            copy._columns[name] = column;
        }

        foreach (var (key, row) in Rows)
        {
            copy.Rows[key] = new(row);
        }

        copy._unnoticed.UnionWith(_unnoticed);
        return copy;
    }
}
