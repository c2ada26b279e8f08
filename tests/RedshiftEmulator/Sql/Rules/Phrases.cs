namespace RedshiftSync.RedshiftEmulator.Sql;

/// <summary>Constructs recognized by a few consecutive words (docs/redshift.md, What is missing).</summary>
internal static class Phrases
{
    private static readonly Phrase[] Known =
    [
        // Later than 8.0: a syntax error at the word.
        Syntax("on conflict (", 0),
        Syntax("on conflict do", 0),
        Syntax("on conflict on", 0),
        Syntax("returning", 0),
        Syntax("skip locked", 0),
        Syntax("for no key update", 1),
        Syntax("for key share", 1),
        Syntax("tablesample", 0),
        Syntax("lateral", 0),
        Syntax("with ordinality", 0),
        Syntax("as materialized (", 1),
        Syntax("as not materialized (", 1),
        Syntax("filter ( where", 1),
        Syntax("table", 0, First: true),
        Syntax("select from", 1),
        Syntax("group by distinct", 2),
        Syntax("then do nothing", 1),
        Syntax("is normalized", 1),
        Syntax("is not normalized", 2),
        Syntax("generated always", 1),
        Syntax("on commit drop", 0),
        Syntax("including all", 1),
        Syntax("fetch first", 0, NotFirst: true),
        Syntax("fetch next", 0, NotFirst: true),
        Syntax("discard", 0, First: true),
        Syntax("do", 0, First: true),
        Syntax("create extension", 1, First: true),
        Syntax("create policy", 1, First: true),
        Syntax("create statistics", 1, First: true),
        Syntax("create collation", 1, First: true),
        Syntax("create foreign", 1, First: true),
        Syntax("create publication", 1, First: true),
        Syntax("create subscription", 1, First: true),
        Syntax("create event", 1, First: true),
        Syntax("create unlogged", 1, First: true),
        Syntax("import foreign", 0, First: true),
        Syntax("security label", 0, First: true),
        Syntax("reassign", 0, First: true),
        Syntax("explain (", 1, First: true),
        Syntax("explain analyze", 1, First: true),

        // Parsed, but not supported.
        Command("savepoint"),
        Command("release"),
        Command("rollback to"),
        Command("rollback work to"),
        Command("rollback transaction to"),
        Command("listen"),
        Command("unlisten"),
        Command("notify"),
        Command("create index"),
        Command("create unique index"),
        Command("drop index"),
        Command("create trigger"),
        Command("create constraint trigger"),
        Command("create sequence"),
        Command("create temp sequence"),
        Command("alter sequence"),
        Command("create rule"),
        Command("create domain"),
        Command("create type"),
        Command("create operator"),
        Command("create tablespace"),
        Command("create aggregate"),
        Command("create cast"),
        Command("create conversion"),
        Command("prepare transaction"),
        Command("checkpoint"),
        Command("load"),
        Command("reindex"),
        Command("cluster"),

        NotSupported("distinct on (", "SELECT DISTINCT ON is not supported"),
        NotSupported("for update", "SELECT FOR UPDATE is not supported"),
        NotSupported("for share", "SELECT FOR SHARE is not supported"),
        NotSupported("except all", "EXCEPT ALL is not supported"),
        NotSupported("intersect all", "INTERSECT ALL is not supported"),
        NotSupported("array [", "ARRAY[] is not supported"),

        // Observed as an internal error of the code generator.
        new("is distinct from", SqlState.Internal, "Not implemented"),
        new("is not distinct from", SqlState.Internal, "Not implemented"),
    ];

    public static Refusal? Check(Statement statement)
    {
        foreach (var phrase in Known)
        {
            if (Find(statement, phrase) is { } at)
            {
                return phrase.Message switch
                {
                    null when phrase.SqlState == SqlState.Syntax => Refusal.Syntax(statement.Tokens[at + phrase.Near], statement.Sql),
                    null => new Refusal(phrase.SqlState, $"SQL command \"{statement.Text}\" not supported"),
                    _ => new Refusal(phrase.SqlState, phrase.Message),
                };
            }
        }

        return null;
    }

    private static int? Find(Statement statement, Phrase phrase)
    {
        if (phrase.First)
        {
            return statement.StartsWith(phrase.Parts) ? 0 : null;
        }

        var at = statement.Find(phrase.Parts);

        // After a dot, it is a column.
        return at is null || statement.Is(at.Value - 1, ".") || (phrase.NotFirst && at == 0) ? null : at;
    }

    private static Phrase Syntax(string words, int near, bool First = false, bool NotFirst = false) =>
        new(words, SqlState.Syntax, null) { Near = near, First = First, NotFirst = NotFirst };

    private static Phrase Command(string words) => new(words, SqlState.FeatureNotSupported, null) { First = true };

    private static Phrase NotSupported(string words, string message) => new(words, SqlState.FeatureNotSupported, message);

    private sealed record Phrase(string Words, string SqlState, string? Message)
    {
        public string[] Parts { get; } = Words.Split(' ');

        /// <summary>The word that a syntax error names.</summary>
        public int Near { get; init; }

        public bool First { get; init; }

        public bool NotFirst { get; init; }
    }
}
