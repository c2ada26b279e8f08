namespace RedshiftSync.RedshiftEmulator.Sql;

/// <summary>Finds the relations of a statement: names after FROM, JOIN, UPDATE and the like, without common table expressions.</summary>
internal sealed class RelationFinder
{
    private readonly Statement _statement;
    private readonly List<Relation> _found = [];
    private readonly HashSet<string> _common;

    private RelationFinder(Statement statement)
    {
        _statement = statement;
        _common = CommonTables(statement);
    }

    public static IReadOnlyList<Relation> Find(Statement statement)
    {
        var finder = new RelationFinder(statement);
        var isUpdate = statement.StartsWith("update");
        finder.Walk(isUpdate ? 1 : 0, statement.Tokens.Count, expectsRelation: isUpdate, isCall: false);
        return finder._found;
    }

    // One level of parentheses.
    private void Walk(int start, int end, bool expectsRelation, bool isCall)
    {
        var inFrom = expectsRelation;
        for (var i = start; i < end; i++)
        {
            var token = _statement.Tokens[i];
            if (token.Is("("))
            {
                var close = Math.Min(_statement.Partner(i) ?? end, end);
                var holdsRelations = expectsRelation && !_statement.Is(i + 1, "select", "with", "values", "(");
                Walk(i + 1, close, holdsRelations, IsCallAt(i));
                expectsRelation = false;
                i = close;
            }
            else if (expectsRelation && token.IsName && !token.Is("only") && !token.Is("lateral"))
            {
                i = Take(i);
                expectsRelation = false;
                inFrom = true;
            }
            else if (token.Is("from"))
            {
                // extract(year FROM t), substring(s FROM 1), and IS DISTINCT FROM read nothing.
                expectsRelation = inFrom = !isCall && !_statement.Is(i - 1, "distinct");
            }
            else if (token.Is("join") || (token.Is("using") && _statement.Verb is "delete" or "merge" && !_statement.Is(i + 1, "(")))
            {
                expectsRelation = true;
            }
            else if (token.Is(",") && inFrom)
            {
                expectsRelation = true;
            }
            else if (token.Kind == TokenKind.Word && EndsFrom(token.Text))
            {
                inFrom = false;
                isCall &= token.Text != "select";
            }
        }
    }

    private static bool EndsFrom(string word) =>
        word is "where" or "group" or "order" or "having" or "limit" or "union" or "intersect" or "except"
        or "minus" or "window" or "qualify" or "set" or "select" or "returning";

    private bool IsCallAt(int bracket) => _statement.Calls.Any(call => call.Name == bracket - 1);

    /// <returns>The place of its last token.</returns>
    private int Take(int first)
    {
        var last = first;
        while (_statement.Is(last + 1, ".") && last + 2 < _statement.Tokens.Count)
        {
            last += 2;
        }

        // Before a parenthesis, it is a set-returning function.
        var name = _statement.Tokens[last].Text;
        if (!_statement.Is(last + 1, "(") && !(first == last && _common.Contains(name)))
        {
            _found.Add(new Relation(first, last, last > first ? _statement.Tokens[last - 2].Text : null, name));
        }

        return last;
    }

    private static HashSet<string> CommonTables(Statement statement)
    {
        var names = new HashSet<string>();
        for (var i = 0; i < statement.Tokens.Count; i++)
        {
            if (statement.Tokens[i].IsName && statement.Is(i - 1, "with", "recursive", ","))
            {
                var next = statement.Is(i + 1, "(") ? statement.Partner(i + 1) + 1 : i + 1;
                if (next is { } at && statement.Is(at, "as") && statement.Is(at + 1, "(", "materialized", "not"))
                {
                    names.Add(statement.Tokens[i].Text);
                }
            }
        }

        return names;
    }
}
