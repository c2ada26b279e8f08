namespace RedshiftSync.RedshiftEmulator.Sql;

/// <summary>The tokens of a statement, and what can be derived from them without a parser.</summary>
internal sealed class Statement
{
    private readonly int[] _partners;
    private readonly Lazy<IReadOnlyList<Call>> _calls;
    private readonly Lazy<IReadOnlyList<Relation>> _relations;

    private Statement(string sql, List<Token> tokens)
    {
        Sql = sql;
        Tokens = tokens;
        _partners = Pair(tokens);
        _calls = new(() => CallFinder.Find(this));
        _relations = new(() => RelationFinder.Find(this));
    }

    /// <summary>The text that contains the statement; positions of tokens count from its start.</summary>
    public string Sql { get; }

    public IReadOnlyList<Token> Tokens { get; }

    /// <summary>The text of the statement.</summary>
    public string Text => Sql[Tokens[0].Start..Tokens[^1].End];

    public string Verb => Tokens.FirstOrDefault(token => !token.Is("(")).Text;

    public IReadOnlyList<Call> Calls => _calls.Value;

    public IReadOnlyList<Relation> Relations => _relations.Value;

    public bool IsQuery => Verb is "select" or "with";

    /// <summary>Whether the statement reads a table outside the catalog.</summary>
    public bool ReadsUserTable => Relations.Any(relation => relation.Kind == RelationKind.User);

    /// <summary>Whether compute nodes take part: then leader node functions cannot be used.</summary>
    public bool RunsOnComputeNodes => Relations.Any(relation => relation.Kind != RelationKind.Catalog);

    /// <summary>Whether the order of the rows is defined.</summary>
    public bool IsOrdered
    {
        get
        {
            for (var i = 0; i + 1 < Tokens.Count; i++)
            {
                if (Tokens[i].Is("(") && Partner(i) is { } close && close < Tokens.Count - 1)
                {
                    i = close;
                }
                else if (Tokens[i].Is("order") && Tokens[i + 1].Is("by"))
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>The statements of a text.</summary>
    public static List<Statement> Split(string sql)
    {
        var statements = new List<Statement>();
        var tokens = new List<Token>();
        foreach (var token in Lexer.Read(sql))
        {
            if (!token.Is(";"))
            {
                tokens.Add(token);
            }
            else if (tokens.Count > 0)
            {
                statements.Add(new Statement(sql, tokens));
                tokens = [];
            }
        }

        if (tokens.Count > 0)
        {
            statements.Add(new Statement(sql, tokens));
        }

        return statements;
    }

    public bool Is(int index, string text) => index >= 0 && index < Tokens.Count && Tokens[index].Is(text);

    public bool Is(int index, params ReadOnlySpan<string> texts)
    {
        foreach (var text in texts)
        {
            if (Is(index, text))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The position of these consecutive words, or null.</summary>
    public int? Find(params ReadOnlySpan<string> words)
    {
        for (var i = 0; i + words.Length <= Tokens.Count; i++)
        {
            if (Follow(i, words))
            {
                return i;
            }
        }

        return null;
    }

    public bool StartsWith(params ReadOnlySpan<string> words) => Follow(0, words);

    /// <summary>Whether these consecutive words start at a position.</summary>
    public bool Follow(int index, params ReadOnlySpan<string> words)
    {
        for (var i = 0; i < words.Length; i++)
        {
            if (!Is(index + i, words[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The matching parenthesis, or null.</summary>
    public int? Partner(int bracket) => _partners[bracket] >= 0 ? _partners[bracket] : null;

    /// <summary>The parts between the commas inside a pair of parentheses.</summary>
    public List<Range> Parts(int open)
    {
        var parts = new List<Range>();
        var close = Partner(open) ?? Tokens.Count;
        var start = open + 1;
        for (var i = start; i < close; i++)
        {
            if (Tokens[i].Is("(") || Tokens[i].Is("["))
            {
                i = Partner(i) ?? close;
            }
            else if (Tokens[i].Is(","))
            {
                parts.Add(start..i);
                start = i + 1;
            }
        }

        if (start < close)
        {
            parts.Add(start..close);
        }

        return parts;
    }

    private static int[] Pair(List<Token> tokens)
    {
        var partners = new int[tokens.Count];
        Array.Fill(partners, -1);
        var open = new Stack<int>();
        for (var i = 0; i < tokens.Count; i++)
        {
            if (tokens[i].Is("(") || tokens[i].Is("["))
            {
                open.Push(i);
            }
            else if ((tokens[i].Is(")") || tokens[i].Is("]")) && open.TryPop(out var partner))
            {
                partners[i] = partner;
                partners[partner] = i;
            }
        }

        return partners;
    }
}
