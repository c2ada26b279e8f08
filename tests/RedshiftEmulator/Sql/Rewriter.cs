using System.Text;
using RedshiftSync.RedshiftEmulator.Backend;

namespace RedshiftSync.RedshiftEmulator.Sql;

/// <summary>Rewrites SQL that only Redshift supports to use the emulator's functions, views and settings in PostgreSQL.</summary>
internal sealed class Rewriter
{
    private const string DefaultQueryGroup = "default";

    private readonly string _serverVersion;
    private readonly List<(int Start, int End, string Text)> _edits = [];

    private Rewriter(string serverVersion)
    {
        _serverVersion = serverVersion;
    }

    /// <returns>The same text if nothing is rewritten.</returns>
    public static string Rewrite(string sql, IEnumerable<Statement> statements, string serverVersion)
    {
        var rewriter = new Rewriter(serverVersion);
        foreach (var statement in statements)
        {
            rewriter.Functions(statement);
            rewriter.Words(statement);
            rewriter.Relations(statement);
            rewriter.Setting(statement);
            rewriter.Show(statement);
        }

        return rewriter.Apply(sql);
    }

    private void Functions(Statement statement)
    {
        foreach (var call in statement.Calls.Where(call => call.IsSystem))
        {
            var name = statement.Tokens[call.Name].Text;
            if (Sql.Functions.IsOwn(name))
            {
                Replace(statement, call.First, call.Name, $"{Catalog.Schema}.{name}");
            }
            else if (Sql.Functions.Renamed(name) is { } other)
            {
                Replace(statement, call.First, call.Name, other);
            }

            if (name == "nvl2" && call.Arguments.Count == 3)
            {
                Nvl2(statement, call);
            }

            // The date part is a bare word.
            if (name is "dateadd" or "datediff" && statement.Tokens[call.Name + 2] is { Kind: TokenKind.Word } part)
            {
                Replace(statement, call.Name + 2, call.Name + 2, $"'{part.Text}'");
            }
        }
    }

    // No function in SQL can take three values of any type.
    private void Nvl2(Statement statement, Call call)
    {
        var open = call.Name + 1;
        Replace(statement, call.First, open, "(CASE WHEN (");
        Replace(statement, call.Arguments[1].Start.Value - 1, call.Arguments[1].Start.Value - 1, ") IS NOT NULL THEN (");
        Replace(statement, call.Arguments[2].Start.Value - 1, call.Arguments[2].Start.Value - 1, ") ELSE (");
        Replace(statement, statement.Partner(open)!.Value, statement.Partner(open)!.Value, ") END)");
    }

    private void Words(Statement statement)
    {
        for (var i = 0; i < statement.Tokens.Count; i++)
        {
            if (statement.Is(i, "sysdate") && !statement.Is(i - 1, ".", "as") && !statement.Is(i + 1, ".", "("))
            {
                Replace(statement, i, i, $"{Catalog.Schema}.sysdate()");
            }
            else if (statement.Is(i, "varbinary", "nvarchar") && !statement.Is(i - 1, "."))
            {
                Replace(statement, i, i, statement.Is(i, "nvarchar") ? "varchar" : "varbyte");
            }
            else if (statement.Follow(i, "binary", "varying"))
            {
                Replace(statement, i, i + 1, "varbyte");
            }
        }
    }

    private void Relations(Statement statement)
    {
        foreach (var relation in statement.Relations.Where(CatalogRelations.IsOwn))
        {
            Replace(statement, relation.First, relation.Last, $"{Catalog.Schema}.{relation.Name}");
        }
    }

    private void Setting(Statement statement)
    {
        if (SettingStatement.NameAt(statement) is not { } at)
        {
            return;
        }

        var name = statement.Tokens[at].Text.ToLowerInvariant();
        if (statement.Verb == "show")
        {
            var value = name == "server_version" ? $"'{_serverVersion}'"
                : Settings.IsOwn(name) ? $"coalesce(nullif(current_setting('{Catalog.Schema}.{name}', true), ''), '{DefaultQueryGroup}')"
                : null;
            if (value is not null)
            {
                Replace(statement, 0, statement.Tokens.Count - 1, $"SELECT {value} AS {name}");
            }
        }
        else if (Settings.IsOwn(name))
        {
            Replace(statement, at, at, $"{Catalog.Schema}.{name}");
        }
    }

    private void Show(Statement statement)
    {
        if (ShowStatement.Is(statement) && ShowStatement.Parse(statement, out _) is { } show)
        {
            Replace(statement, 0, statement.Tokens.Count - 1, show.Query);
        }
    }

    private void Replace(Statement statement, int first, int last, string text) =>
        _edits.Add((statement.Tokens[first].Start, statement.Tokens[last].End, text));

    private string Apply(string sql)
    {
        if (_edits.Count == 0)
        {
            return sql;
        }

        var result = new StringBuilder();
        var done = 0;
        foreach (var (start, end, text) in _edits.OrderBy(edit => edit.Start))
        {
            result.Append(sql, done, start - done).Append(text);
            done = end;
        }

        return result.Append(sql, done, sql.Length - done).ToString();
    }
}
