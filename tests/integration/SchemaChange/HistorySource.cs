using System.Globalization;
using Npgsql;
using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.SchemaHistories;

/// <summary>A row of the source: its cursor and the server's text of each column.</summary>
internal sealed record SourceRow(long Cursor, Dictionary<string, string?> Values);

/// <summary>The source's table, or a view of it, and random changes of its rows and columns.</summary>
internal sealed class HistorySource(PostgresServer server, Random random, bool isRedshift)
{
    private const int Ids = 12;

    private readonly bool _isView = random.Next(3) == 0;
    private int _tick;

    /// <summary>The name of the table or view in the destination.</summary>
    public string Name => _isView ? "history_view" : "history";

    public string Table => $"testers.{Name}";

    /// <summary>Names and types, in order.</summary>
    public List<(string Name, string Type)> Columns { get; private set; } = [];

    public List<string> Log { get; } = [];

    public bool IsBroken => Columns.TrueForAll(c => c.Name != HistoryTypes.Key) || Columns.TrueForAll(c => c.Name != HistoryTypes.Cursor);

    /// <summary>Creates the table anew, with other rows.</summary>
    public void Create(IEnumerable<(string Name, string Type)>? columns = null)
    {
        Columns = columns is null
            ?
            [
                (HistoryTypes.Key, "integer"), (HistoryTypes.Cursor, "timestamp"),
                .. Enumerable.Range(0, random.Next(1, 5)).Select(i => ($"c{i}", RandomType())),
            ]
            : [.. columns];
        Execute($"""
            CREATE SCHEMA IF NOT EXISTS testers; GRANT USAGE ON SCHEMA testers TO PUBLIC;
            {Drop()}
            CREATE TABLE testers.history ({string.Join(", ", Columns.Select(c => $"{c.Name} {c.Type}"))});
            {Publish()}
            """);
        for (var id = 1; id <= Ids; id += random.Next(1, 3))
        {
            Insert(id);
        }
    }

    public static string Drop() => "DROP VIEW IF EXISTS testers.history_view; DROP TABLE IF EXISTS testers.history;";

    /// <summary>Inserts, updates or deletes some rows.</summary>
    public void ChangeRows()
    {
        for (var i = random.Next(1, 6); i > 0; i--)
        {
            var id = random.Next(1, Ids + 1);
            Execute($"DELETE FROM testers.history WHERE id = {id}");
            if (random.Next(6) > 0)
            {
                Insert(id);
            }
        }
    }

    /// <summary>Changes the columns; may leave the table without its key or cursor.</summary>
    public void ChangeColumns()
    {
        var plain = Columns.Where(c => c.Name is not (HistoryTypes.Key or HistoryTypes.Cursor)).ToList();
        var free = Enumerable.Range(0, 6).Select(i => $"c{i}").Except(Columns.Select(c => c.Name)).ToList();
        var (name, type) = plain.Count > 0 ? plain[random.Next(plain.Count)] : ("", "");
        switch (random.Next(16))
        {
            case < 4 when free.Count > 0:
                Add(free[random.Next(free.Count)], RandomType());
                break;
            case 4 or 5 when plain.Count > 0:
                Alter($"DROP COLUMN {name}", c => c.RemoveAll(x => x.Name == name));
                break;
            case 6 or 7 when plain.Count > 0 && free.Count > 0:
                Rename(name, free[random.Next(free.Count)]);
                break;
            case < 13 when plain.Count > 0:
                var wider = HistoryTypes.All.Where(t => HistoryTypes.Compare(type, t) == Step.Wider).ToList();
                SetType(name, wider.Count > 0 && random.Next(5) > 0 ? wider[random.Next(wider.Count)] : RandomType(), wider);
                break;
            case 13 when plain.Count > 0:
                Alter($"DROP COLUMN {name}", c => c.RemoveAll(x => x.Name == name));
                Add(name, random.Next(2) == 0 ? type : RandomType());
                break;
            case 14:
                SetType(HistoryTypes.Key, "bigint", ["bigint"]);
                break;
            case 15 when random.Next(3) == 0:
                Rename(random.Next(2) == 0 ? HistoryTypes.Key : HistoryTypes.Cursor, "moved");
                break;
            default:
                break;
        }
    }

    /// <summary>Every row by key.</summary>
    public Dictionary<string, SourceRow> Rows()
    {
        var rows = new Dictionary<string, SourceRow>();
        using var connection = new NpgsqlConnection(server.SuperUserConnectionString);
        connection.Open();
        using var command = connection.Command(
            $"SET TimeZone = 'UTC'; SET extra_float_digits = 3; SELECT (extract(epoch FROM {HistoryTypes.Cursor}) * 1000000)::bigint, "
                + string.Join(", ", Columns.Select(c => $"{c.Name}::text")) + $" FROM {Table}");
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            var values = Columns.Select((c, i) => (c.Name, Text: reader.IsDBNull(i + 1) ? null : reader.GetString(i + 1)))
                .ToDictionary(c => c.Name, c => c.Text);
            rows.Add(values[HistoryTypes.Key]!, new SourceRow(reader.GetInt64(0), values));
        }

        return rows;
    }

    private string RandomType() => HistoryTypes.All[random.Next(HistoryTypes.All.Length)];

    private void Insert(int id)
    {
        if (IsBroken)
        {
            return;
        }

        _tick += random.Next(2);
        var values = Columns.Select(c => c.Name switch
        {
            HistoryTypes.Key => id.ToString(CultureInfo.InvariantCulture),
            HistoryTypes.Cursor => $"timestamp '2024-05-01' + {++_tick} * interval '1 second'",
            _ => HistoryTypes.Literal(c.Type, random),
        });
        Execute($"INSERT INTO testers.history ({string.Join(", ", Columns.Select(c => c.Name))}) VALUES ({string.Join(", ", values)})");
    }

    private void Add(string name, string type) => Alter(
        $"ADD COLUMN {name} {type}" + (random.Next(2) == 0 ? $" DEFAULT {HistoryTypes.Literal(type, random)}" : ""),
        c => c.Add((name, type)));

    private void Rename(string before, string after) => Alter(
        $"RENAME COLUMN {before} TO {after}", c => c[c.FindIndex(x => x.Name == before)] = (after, c.Find(x => x.Name == before).Type));

    // Redshift only widens varchar in place; there, a table of the same name replaces the old one.
    private void SetType(string name, string type, List<string> wider)
    {
        var index = Columns.FindIndex(x => x.Name == name);
        if (index < 0)
        {
            return;
        }

        var isWider = wider.Contains(type);
        var changed = Columns.ToList();
        changed[index] = (name, type);
        if ((isRedshift && !(isWider && type.StartsWith("varchar", StringComparison.Ordinal))) || random.Next(3) == 0)
        {
            var values = changed.Select(c => c.Name == name && !isWider ? $"NULL::{type}" : $"{c.Name}::{c.Type}");
            Execute($"""
                {Unpublish()}
                CREATE TABLE testers.history2 ({string.Join(", ", changed.Select(c => $"{c.Name} {c.Type}"))});
                INSERT INTO testers.history2 SELECT {string.Join(", ", values)} FROM testers.history;
                DROP TABLE testers.history; ALTER TABLE testers.history2 RENAME TO history;
                """, Publish, () => Columns = changed);
            return;
        }

        Alter($"ALTER COLUMN {name} TYPE {type} USING {(isWider ? name : "NULL")}::{type}", c => c[index] = (name, type));
    }

    private void Alter(string change, Action<List<(string Name, string Type)>> apply) =>
        Execute($"{Unpublish()} ALTER TABLE testers.history {change};", Publish, () => apply(Columns));

    // As a late-binding view whose columns change: a new view of the same name.
    private string Publish() => _isView
        ? $"CREATE VIEW {Table} AS SELECT {string.Join(", ", Columns.Select(c => c.Name))} FROM testers.history; GRANT SELECT ON {Table} TO PUBLIC"
        : $"GRANT SELECT ON {Table} TO PUBLIC";

    private static string Unpublish() => "DROP VIEW IF EXISTS testers.history_view;";

    private void Execute(string sql, Func<string>? then = null, Action? apply = null)
    {
        var before = Columns.ToList();
        apply?.Invoke();
        var text = sql + then?.Invoke();
        try
        {
            server.Execute($"SET TimeZone = 'UTC'; SET lock_timeout = '2s'; {text}");
            Log.Add(text.ReplaceLineEndings(" "));
        }
        catch
        {
            Columns = before;
            throw;
        }
    }
}
