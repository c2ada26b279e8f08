using System.Text;

namespace RedshiftSync.UnitTests.Sql;

/// <summary>
/// Splits SQL into tokens, without any code of the module. It knows words, numbers, quotes, comments and single signs, which is enough to
/// see what a server makes of a statement.
/// </summary>
internal static class SqlTokens
{
    /// <summary>Returns the tokens. A quoted name is its text between guillemets, and a literal its text between apostrophes.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="escapes">Whether a backslash is an escape in a literal, as in Redshift.</param>
    public static List<string> Split(string sql, bool escapes)
    {
        var tokens = new List<string>();
        for (var i = 0; i < sql.Length;)
        {
            var start = i;
            if (char.IsWhiteSpace(sql[i]))
            {
                i++;
            }
            else if (sql[i] is '"' or '\'')
            {
                tokens.Add(Quoted(sql, ref i, escapes));
            }
            else if (sql.AsSpan(i) is ['-', '-', ..] or ['/', '*', ..] || sql[i] is '$' or '\\')
            {
                throw new InvalidOperationException($"A comment, a dollar quote or a backslash at {i}: {sql}");
            }
            else
            {
                do
                {
                    i++;
                }
                while (i < sql.Length && IsWord(sql[i]) && (IsWord(sql[start]) || sql[start] is '@' or ':'));
                tokens.Add(sql[start..i]);
            }
        }

        return tokens;
    }

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c is '_' || c > '\x7f';

    private static string Quoted(string sql, ref int i, bool escapes)
    {
        var quote = sql[i++];
        var text = new StringBuilder();
        for (; i < sql.Length; i++)
        {
            if (sql[i] == quote)
            {
                if (++i == sql.Length || sql[i] != quote)
                {
                    return quote == '"' ? $"«{text}»" : $"'{text}'";
                }
            }
            else if (sql[i] == '\\' && quote == '\'' && escapes)
            {
                i++;
            }

            text.Append(sql[i]);
        }

        throw new InvalidOperationException($"An open quote: {sql}");
    }
}
