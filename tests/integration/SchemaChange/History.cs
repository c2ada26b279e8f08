using System.Collections;
using Microsoft.Data.Sqlite;
using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.SchemaHistories;

/// <summary>One history: runs the steps and compares after each run.</summary>
internal sealed class History : IDisposable
{
    private static readonly string[] Modes = ["Evolve", "Evolve", "Evolve", "Evolve", "Fail", "Ignore"];

    private readonly Random _random;
    private readonly SourceFixture _fixture;
    private readonly TargetFixture _targets;
    private readonly Target _target;
    private readonly HistorySource _source;
    private readonly string _state;
    private readonly LostCommitProxy? _proxy;
    private HistoryModel _model;
    private bool _hasState;
    private int _faultAt = -1;
    private CommitFault _fault;

    public History(int seed, string kind, SourceFixture fixture, TargetFixture targets, Target target, TemporaryFolder folder)
    {
        _random = new Random(seed);
        _fixture = fixture;
        _targets = targets;
        _target = target;
        _state = folder["s.json"];
        _source = new HistorySource(fixture.Server, _random, fixture.Redshift is not null);
        _model = new HistoryModel { IsPostgres = kind == "postgresql" };
        _proxy = kind == "postgresql"
            ? new LostCommitProxy(targets.Server.Port, () => _faultAt-- == 0 ? _fault : CommitFault.None)
            : null;
    }

    public List<string> Log => _source.Log;

    public void Dispose() => _proxy?.Dispose();

    public void Run()
    {
        _source.Create();
        Sync("Evolve", isFull: false);
        for (var step = _random.Next(4, 9); step > 0; step--)
        {
            for (var i = _random.Next(3); i > 0 && !_source.IsBroken; i--)
            {
                _source.ChangeColumns();
            }

            if (!_source.IsBroken && _random.Next(4) > 0)
            {
                _source.ChangeRows();
            }

            if (!Sync(Modes[_random.Next(Modes.Length)], _random.Next(5) == 0) && (_source.IsBroken || _random.Next(2) == 0))
            {
                Restore();
            }
        }

        if (_source.IsBroken || !Sync("Evolve", isFull: true))
        {
            Restore();
            Assert.True(Sync("Evolve", isFull: false), "After the table was restored, a run still fails.");
        }
    }

    // The table as the destination knows it, with new rows.
    private void Restore() => _source.Create(_model.AtSource.ToList());

    private bool Sync(string mode, bool isFull)
    {
        var expected = _model.Expect(_source, mode, isFull);
        Log.Add($"-- sync {mode}{(isFull ? " -Full" : "")}: {expected.Verdict}, {expected.Delivered.Count} rows, "
            + $"[{string.Join(", ", expected.Changes)}] possibly [{string.Join(", ", expected.Possible)}]");
        var isPartly = false;
        if (_proxy is not null && _hasState && _random.Next(4) == 0)
        {
            (_faultAt, _fault) = (_random.Next(3), _random.Next(2) == 0 ? CommitFault.LostBefore : CommitFault.LostAfter);
            var (columns, checkpoint) = (ColumnsText(), CheckpointText());
            var cut = Invoke(mode, isFull, "-MaxRetry 0");
            _faultAt = -1;
            Log.Add($"-- cut {_fault}: {cut.ErrorId}");
            isPartly = true;
            if (cut.Failure is not null && cut.ErrorId!.Split(',')[0] == ErrorId.DestinationUnavailable)
            {
                Assert.True(columns == ColumnsText() || checkpoint != CheckpointText(), "The table was altered without a batch.");
            }
            else if (cut.Failure is not null)
            {
                Assert.Equal($"{ErrorId.SchemaChanged}", cut.ErrorId!.Split(',')[0]);
                Assert.NotEqual(Verdict.Succeeds, expected.Verdict);
            }
        }

        var result = Invoke(mode, isFull, "");
        var error = result.ErrorId?.Split(',')[0];
        if (result.Failure is not null)
        {
            Assert.True(error == ErrorId.SchemaChanged, $"{error}: {result.Failure}");
            Assert.True(expected.Verdict != Verdict.Succeeds, $"{error}: {result.Failure}");
            Log.Add($"--   {result.Failure}");
            Compare(_model);
            return false;
        }

        Assert.True(expected.Verdict != Verdict.SchemaChanged, "SchemaChanged was expected.");
        _hasState = true;
        _model = expected.After;
        Compare(_model);
        var changes = ((IEnumerable)((dynamic)result.Output[^1].BaseObject).SchemaChanges).Cast<dynamic>()
            .Select(c => (string)$"{c.Kind} {c.Column}").ToList();
        Assert.Empty(changes.Except(expected.Changes).Except(expected.Possible));
        if (!isPartly)
        {
            Assert.Empty(expected.Changes.Except(changes));
        }

        if (mode == "Evolve" && expected.Delivered.Count > 0 && !_model.Rows.Values.Any(row => row.Values.Any(cell => cell.MayBeNull)))
        {
            var isEqual = Script($"(Test-RedshiftSync {_source.Table} @to -Quiet)").ThrowIfFailed().Output[^1].BaseObject;
            Assert.True(_model.IsEqualTo(_source) == (bool)isEqual, $"Test-RedshiftSync says {isEqual}.");
        }

        return true;
    }

    private ScriptResult Invoke(string mode, bool isFull, string more) => Script(
        $"Sync-RedshiftTable {_source.Table} $state @to -SchemaChange {mode} -BatchSize 3 -WarningAction SilentlyContinue {more} "
            + (isFull ? "-Full " : "") + (_hasState ? "" : "-KeyColumn id -CursorColumn updated_at"));

    private ScriptResult Script(string script)
    {
        var to = new Hashtable { ["Destination"] = _target.Address };
        if (_proxy is not null)
        {
            to["DestinationCredential"] = _targets.Credential;
            to["Destination"] = $"postgresql://{PostgresServer.Host}:{_proxy.Port}/{((PostgresTarget)_target).Database}?sslmode=disable";
        }

        return _fixture.Host.Run(script, ("state", _state), ("to", to));
    }

    private string ColumnsText() => string.Join(",", _target.Query(
        "SELECT attname || ' ' || format_type(atttypid, atttypmod) FROM pg_attribute "
            + $"WHERE attrelid = '{_source.Name}'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY 1"));

    private string CheckpointText() => string.Join(",", _target.Query("SELECT checkpoint::text FROM redshiftsync_checkpoint"));

    private void Compare(HistoryModel model)
    {
        var columns = model.Columns.ToList();
        var actual = Read(columns.ConvertAll(c => c.Name));
        Assert.Equal(model.Rows.Keys.Order(StringComparer.Ordinal), actual.Keys.Order(StringComparer.Ordinal));
        foreach (var (key, row) in model.Rows)
        {
            foreach (var (name, cell) in row)
            {
                var text = HistoryTypes.Canonical(cell.Type, actual[key][name]);
                Assert.True(cell.Canonical == text || (cell.MayBeNull && text is null), $"Row {key}, {name} {cell.Type}: {cell.Canonical ?? "NULL"} expected, {text ?? "NULL"} found.");
            }
        }
    }

    // Every column that the model knows, and no other.
    private Dictionary<string, Dictionary<string, string?>> Read(List<string> columns)
    {
        var isPostgres = _target is PostgresTarget;
        var found = _target.Query(isPostgres
            ? $"SELECT attname::text FROM pg_attribute WHERE attrelid = '{_source.Name}'::regclass AND attnum > 0 AND NOT attisdropped"
            : $"SELECT name FROM pragma_table_info('{_source.Name}')");
        Assert.Equal(columns.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
        var rows = new Dictionary<string, Dictionary<string, string?>>();
        if (isPostgres)
        {
            using var connection = ((PostgresTarget)_target).Open();
            using var command = connection.LongCommand(
                $"SET TimeZone = 'UTC'; SELECT {string.Join(", ", columns.Select(c => $"{c}::text"))} FROM {_source.Name}");
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                Add(i => reader.IsDBNull(i) ? null : reader.GetString(i));
            }
        }
        else
        {
            foreach (var row in Warehouse.Read(
                _target.Address, $"SELECT {string.Join(", ", columns)} FROM {_source.Name}", r => columns.Select((_, i) => Text(r, i)).ToArray()))
            {
                Add(i => row[i]);
            }
        }

        return rows;

        void Add(Func<int, string?> value)
        {
            var row = columns.Select((name, i) => (name, Text: value(i))).ToDictionary(c => c.name, c => c.Text);
            rows.Add(row[HistoryTypes.Key]!, row);
        }
    }

    private static string? Text(SqliteDataReader reader, int i) => reader.IsDBNull(i)
        ? null
        : Convert.ToString(reader.GetValue(i), System.Globalization.CultureInfo.InvariantCulture);
}
