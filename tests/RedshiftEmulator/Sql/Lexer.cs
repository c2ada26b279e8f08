using System.Buffers;

namespace RedshiftSync.RedshiftEmulator.Sql;

/// <summary>Splits SQL into tokens as Redshift does: a backslash is an escape in every quoted literal.</summary>
internal static class Lexer
{
    private const string OperatorSigns = "+-*/<>=~!@#%^&|`?";

    private static readonly SearchValues<char> SignsBeforePlusOrMinus = SearchValues.Create("~!@#%^&|`?");

    public static List<Token> Read(string sql)
    {
        var tokens = new List<Token>();
        for (var i = 0; i < sql.Length;)
        {
            if (char.IsWhiteSpace(sql[i]))
            {
                i++;
            }
            else if (EndOfComment(sql, i) is { } end)
            {
                i = end;
            }
            else
            {
                var token = Next(sql, i);
                tokens.Add(token);
                i = token.End;
            }
        }

        return tokens;
    }

    private static Token Next(string sql, int start)
    {
        var c = sql[start];
        return c switch
        {
            '\'' => Make(TokenKind.Literal, EndOfLiteral(sql, start)),
            'e' or 'E' or 'b' or 'B' or 'x' or 'X' or 'n' or 'N' when At(sql, start + 1) == '\'' =>
                Make(TokenKind.Literal, EndOfLiteral(sql, start + 1)),
            '"' => Quoted(sql, start),
            '$' when char.IsAsciiDigit(At(sql, start + 1)) => Make(TokenKind.Parameter, EndOf(sql, start + 1, char.IsAsciiDigit)),
            '$' when EndOfDollarQuote(sql, start) is { } end => Make(TokenKind.Literal, end),
            '.' when char.IsAsciiDigit(At(sql, start + 1)) => Make(TokenKind.Number, EndOfNumber(sql, start)),
            _ when char.IsAsciiDigit(c) => Make(TokenKind.Number, EndOfNumber(sql, start)),
            _ when IsNameStart(c) => Make(TokenKind.Word, EndOf(sql, start, IsNamePart)),
            ':' when At(sql, start + 1) == ':' => Make(TokenKind.Operator, start + 2),
            _ when OperatorSigns.Contains(c, StringComparison.Ordinal) => Make(TokenKind.Operator, EndOfOperator(sql, start)),
            _ => Make(TokenKind.Punctuation, start + 1),
        };

        Token Make(TokenKind kind, int end)
        {
            var text = sql[start..end];
            return new Token(kind, kind == TokenKind.Word ? text.ToLowerInvariant() : text, start, end - start);
        }
    }

    private static char At(string sql, int i) => i < sql.Length ? sql[i] : '\0';

    private static bool IsNameStart(char c) => char.IsLetter(c) || c == '_';

    private static bool IsNamePart(char c) => char.IsLetterOrDigit(c) || c is '_' or '$';

    private static int EndOf(string sql, int i, Func<char, bool> belongs)
    {
        while (i < sql.Length && belongs(sql[i]))
        {
            i++;
        }

        return i;
    }

    private static int? EndOfComment(string sql, int start)
    {
        if (sql.AsSpan(start).StartsWith("--"))
        {
            return EndOf(sql, start, c => c is not ('\n' or '\r'));
        }

        if (!sql.AsSpan(start).StartsWith("/*"))
        {
            return null;
        }

        // Comments nest.
        var depth = 0;
        for (var i = start; i < sql.Length; i++)
        {
            if (sql.AsSpan(i).StartsWith("/*"))
            {
                depth++;
                i++;
            }
            else if (sql.AsSpan(i).StartsWith("*/"))
            {
                i++;
                if (--depth == 0)
                {
                    return i + 1;
                }
            }
        }

        return sql.Length;
    }

    private static int EndOfLiteral(string sql, int quote)
    {
        for (var i = quote + 1; i < sql.Length; i++)
        {
            if (sql[i] == '\\')
            {
                i++;
            }
            else if (sql[i] == '\'' && At(sql, i + 1) == '\'')
            {
                i++;
            }
            else if (sql[i] == '\'')
            {
                return i + 1;
            }
        }

        return sql.Length;
    }

    private static Token Quoted(string sql, int start)
    {
        var i = start + 1;
        while (i < sql.Length && (sql[i] != '"' || At(sql, i + 1) == '"'))
        {
            i += sql[i] == '"' ? 2 : 1;
        }

        var end = Math.Min(i + 1, sql.Length);
        return new Token(
            TokenKind.Quoted,
            sql[(start + 1)..Math.Min(i, sql.Length)].Replace("\"\"", "\"", StringComparison.Ordinal),
            start,
            end - start);
    }

    private static int? EndOfDollarQuote(string sql, int start)
    {
        var tagEnd = EndOf(sql, start + 1, c => char.IsLetterOrDigit(c) || c == '_');
        if (At(sql, tagEnd) != '$')
        {
            return null;
        }

        var tag = sql[start..(tagEnd + 1)];
        var close = sql.IndexOf(tag, tagEnd + 1, StringComparison.Ordinal);
        return close < 0 ? sql.Length : close + tag.Length;
    }

    private static int EndOfNumber(string sql, int start)
    {
        var end = EndOf(sql, start, c => char.IsAsciiDigit(c) || c == '.');
        if (At(sql, end) is 'e' or 'E')
        {
            var digits = At(sql, end + 1) is '+' or '-' ? end + 2 : end + 1;
            end = char.IsAsciiDigit(At(sql, digits)) ? EndOf(sql, digits, char.IsAsciiDigit) : end;
        }

        return end;
    }

    private static int EndOfOperator(string sql, int start)
    {
        var i = start;
        while (i < sql.Length && OperatorSigns.Contains(sql[i], StringComparison.Ordinal) && (i == start || EndOfComment(sql, i) is null))
        {
            i++;
        }

        // As in PostgreSQL's lexer, so that "a=-1" has two operators: an operator ends in plus or minus only if it contains certain
        // characters.
        while (i - start > 1 && sql[i - 1] is '+' or '-' && sql.AsSpan(start, i - start).IndexOfAny(SignsBeforePlusOrMinus) < 0)
        {
            i--;
        }

        return i;
    }
}
