using System.Text;

namespace RedshiftSync.UnitTests.Sql;

/// <summary>Random filters are refused, or cannot leave the parentheses around them.</summary>
public sealed class FilterFuzzTests
{
    private const int Filters = 1_000;

    private static readonly string[] Tokens =
    [
        "a", "b", "= 1", " ", " ", "\n", "\r", "'", "'", "''", "\"", "\"", "\"\"", "(", "(", ")", ")", "[", "]", "--", "-", "/*", "*/", "/",
        "*", ";", "\\", "\\'", "$", "$$", "$1", ":", "::", "@", "@p", "@P", "@q ", "@p.", "E", "e'", "U&", "&", "OR", " AND ", "\u00fc",
        "\u2019", "\U0001d49c", "\ud835", "\0", "'x'", "'it''s'", "\"n\"", "(a = 1)", " OR 1=1", "\u00a0", "\u0301", "SELECT ", "1", ".",
    ];

    [Fact]
    public void A_filter_is_refused_or_stays_inside_its_parentheses()
    {
        var random = new Random(20240501);
        var taken = 0;
        for (var i = 0; i < Filters; i++)
        {
            var filter = string.Concat(Enumerable.Range(0, random.Next(1, 9)).Select(_ => Tokens[random.Next(Tokens.Length)]));
            var values = new[] { "p", "q" }.Where(name => filter.Contains($"@{name}", StringComparison.OrdinalIgnoreCase))
                .Select(name => KeyValuePair.Create(name, (object?)"v"));
            try
            {
                var condition = FilterCondition.Parse(filter, values);
                taken++;
                foreach (var escapes in new[] { false, true })
                {
                    AssertClosed(condition.Sql, escapes);
                }
            }
            catch (SyncException e)
            {
                Assert.Equal("FilterInvalid", e.ErrorId);
            }
        }

        Assert.InRange(taken, Filters / 20, Filters / 2);
    }

    // The text of the filter must not matter for this: the tokens after it are the ones that the module wrote.
    private static void AssertClosed(string filter, bool escapes)
    {
        const string before = "SELECT 1 FROM t WHERE a >= @t AND (\n";
        var sql = $"{before}{filter}\n) ORDER BY 1";
        var tokens = Tokenize(sql, escapes);
        var depth = 0;
        var closed = -1;
        foreach (var (token, at) in tokens.Where(t => t.At >= before.Length - 2))
        {
            depth += token switch { "(" => 1, ")" => -1, _ => 0 };
            if (depth == 0)
            {
                closed = at;
                break;
            }
        }

        Assert.True(closed == before.Length + filter.Length + 1, $"The parenthesis is closed at {closed} of: {sql}");
        Assert.DoesNotContain(tokens, t => t.Token is ";" or "comment" or "dollar" or "unclosed");
        Assert.All(
            tokens.Where(t => t.Token.StartsWith('@') || t.Token.StartsWith(':')),
            t => Assert.True(t.Token is "@t" or "@filter_1" or "@filter_2" or "::", sql));
    }

    // Knows no more of SQL than quotes, comments, dollar quotes and placeholders.
    private static List<(string Token, int At)> Tokenize(string sql, bool escapes)
    {
        var tokens = new List<(string, int)>();
        var i = 0;
        while (i < sql.Length)
        {
            var start = i;
            var token = sql[i] switch
            {
                '\'' or '"' => Quoted(),
                '-' when At(i + 1) == '-' => Skip("\n", "comment"),
                '/' when At(i + 1) == '*' => Skip("*/", "comment"),
                '$' => "dollar",
                ':' when At(i + 1) == ':' => "::",
                '@' or ':' => Name(),
                var c => c.ToString(),
            };
            tokens.Add((token, start));
            i = Math.Max(i, start + (token == "::" ? 2 : 1));
        }

        return tokens;

        char At(int index) => index < sql.Length ? sql[index] : '\0';

        string Quoted()
        {
            var quote = sql[i++];
            while (i < sql.Length && sql[i] != quote)
            {
                i += escapes && quote == '\'' && sql[i] == '\\' ? 2 : 1;
            }

            return i++ < sql.Length ? "quoted" : "unclosed";
        }

        string Skip(string end, string token)
        {
            var found = sql.IndexOf(end, i, StringComparison.Ordinal);
            i = found < 0 ? sql.Length : found + end.Length;
            return token;
        }

        string Name()
        {
            var name = new StringBuilder().Append(sql[i++]);
            for (; char.IsLetterOrDigit(At(i)) || At(i) is '_' or '.'; i++)
            {
                name.Append(sql[i]);
            }

            return name.ToString();
        }
    }
}
