using RedshiftSync.RedshiftEmulator;
using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.SchemaHistories;

/// <summary>The source's columns change while a run reads: before its rows are selected, or after a lost connection.</summary>
[Collection(SharedRedshift.Name)]
[Trait("Source", "none")]
public sealed class DuringTests(RedshiftFixture redshift, TargetFixture targets) : IClassFixture<TargetFixture>, IDisposable
{
    private static readonly int Histories = TestSize.Of(200, usual: 4);

    public void Dispose()
    {
        redshift.Cluster.Faults = FaultPlan.None;
        redshift.Server.Execute(HistorySource.Drop());
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    public void Each_value_is_one_that_the_source_had(string kind)
    {
        var (failures, altered) = (new List<string>(), 0);
        for (var seed = 1; seed <= Histories; seed++)
        {
            using var folder = new TemporaryFolder();
            var source = new HistorySource(redshift.Server, new Random(seed), isRedshift: true);
            try
            {
                altered += Run(seed, source, targets.Create(kind, folder), folder["s.json"]) ? 1 : 0;
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                failures.Add($"Seed {seed}: {e.Message}\n{string.Join('\n', source.Log)}");
            }

            redshift.Cluster.Faults = FaultPlan.None;
        }

        Assert.True(failures.Count == 0, $"{failures.Count} of {Histories} failed\n{string.Join("\n\n", failures)}");
        Assert.True(altered > Histories / 2, $"Only {altered} tables were altered while they were read.");
    }

    private bool Run(int seed, HistorySource source, Target target, string state)
    {
        source.Create();
        Sync("-KeyColumn id -CursorColumn updated_at").ThrowIfFailed();
        source.ChangeRows();
        var (columns, before) = (source.Columns.ToList(), source.Rows());
        var isAltered = false;
        bool Alter(string statement)
        {
            if (!isAltered && statement.Contains("ORDER BY", StringComparison.Ordinal))
            {
                isAltered = true;
                source.ChangeColumns();
            }

            return false;
        }

        var after = FaultPlan.CutOnStatement("-").On(Alter);
        redshift.Cluster.Faults = seed % 2 == 0 ? after : FaultPlan.CutAfterRow(seed % 4).On("ORDER BY").Then(after);
        var result = Sync("-Full");
        redshift.Cluster.Faults = FaultPlan.None;
        source.Log.Add($"-- altered {isAltered}: {result.Failure?.ToString() ?? "succeeded"}");
        Assert.True(result.Failure is null || result.ErrorId!.Split(',')[0] == ErrorId.SchemaChanged, $"{result.ErrorId}: {result.Failure}");
        var now = source.IsBroken ? [] : source.Rows();
        foreach (var (name, type) in columns.Where(c => c.Name != HistoryTypes.Cursor))
        {
            foreach (var row in Read(target, source.Name, name))
            {
                if (row?.Split('=', 2) is [var key, var text] && before.TryGetValue(key, out var old))
                {
                    var found = HistoryTypes.Canonical(type, text);
                    var known = new[] { HistoryTypes.Canonical(type, old.Values[name]) }.Concat(
                        now.TryGetValue(key, out var row2) && source.Columns.Find(c => c.Name == name) is { Name: not null } column
                            ? [HistoryTypes.Canonical(column.Type, row2.Values.GetValueOrDefault(name))] : []);
                    Assert.True(
                        result.Failure is not null || known.Contains(found) || known.Contains(text), $"Row {key}, {name} {type}: {text}");
                }
            }
        }

        if (source.IsBroken || Sync("-Full").Failure is not null)
        {
            source.Create(columns);
            Sync("").ThrowIfFailed();
        }

        return isAltered;

        ScriptResult Sync(string parameters) => redshift.Host.Run(
            $"Sync-RedshiftTable {source.Table} $state @to -BatchSize 3 -WarningAction SilentlyContinue {parameters}",
            ("state", state), ("to", To(target)));
    }

    private static IEnumerable<string?> Read(Target target, string table, string column) => target is SqliteTarget
        ? Warehouse.Read<string?>(target.Address, $"SELECT id, {column} FROM {table} WHERE {column} IS NOT NULL", r => string.Create(
            System.Globalization.CultureInfo.InvariantCulture, $"{r.GetInt64(0)}={r.GetValue(1)}"))
        : target.Query($"SELECT CAST(id AS varchar(20)) || '=' || CAST({column} AS varchar(99)) FROM {table}");

    private static System.Collections.Hashtable To(Target target)
    {
        var to = new System.Collections.Hashtable { ["Destination"] = target.Address };
        foreach (var (name, value) in target.Arguments)
        {
            to[name] = value;
        }

        return to;
    }
}
