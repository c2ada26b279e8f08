using System.Collections.Frozen;
using System.Globalization;

namespace RedshiftSync;

/// <summary>A parameter in a filter.</summary>
/// <param name="Start">The index of the at sign.</param>
/// <param name="Name">The name without the at sign.</param>
internal readonly record struct FilterPlaceholder(int Start, string Name);

/// <summary>
/// Reads a filter and refuses whatever is not one condition, and whatever the driver and the server would read differently.
/// </summary>
/// <remarks>
/// The driver's parser replaces <c>@name</c> and <c>:name</c> outside of quotes; a name is made of letters and digits of any script,
/// underscores and dots. It takes a quote after an e for an escaped literal, and knows dollar quotes and comments.
/// </remarks>
internal sealed class FilterLexer
{
    private const string BindText = "Bind the text with -FilterParameter.";

    // Words that are reserved in Redshift and begin another part of a statement. Inside parentheses they can be part of a condition.
    private static readonly FrozenSet<string> Clauses = FrozenSet.ToFrozenSet(
        [
            "SELECT", "FROM", "WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "UNION", "INTERSECT", "EXCEPT", "MINUS", "INTO",
        ],
        StringComparer.OrdinalIgnoreCase);

    private readonly string _text;
    private readonly Stack<(char Closing, int At)> _open = new();
    private readonly List<FilterPlaceholder> _placeholders = [];
    private int _at;

    private FilterLexer(string text)
    {
        _text = text;
    }

    private char Next => _at + 1 < _text.Length ? _text[_at + 1] : '\0';

    /// <summary>Returns the parameters of a filter in the order of the text.</summary>
    /// <exception cref="SyncException">FilterInvalid.</exception>
    public static IReadOnlyList<FilterPlaceholder> Read(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            throw TableErrors.FilterInvalid("it is empty", "Write a condition as after WHERE, or leave -Filter out.");
        }

        if (FilterValue.FindInvalidCharacter(text) is var invalid and >= 0)
        {
            throw Refused($"there is a NUL or half a character (a lone surrogate) at position {invalid + 1}", "Remove it.");
        }

        var lexer = new FilterLexer(text);
        while (lexer._at < text.Length)
        {
            lexer.ReadToken();
        }

        return lexer._open.TryPeek(out var open)
            ? throw Refused($"the {text[open.At]} at position {open.At + 1} is not closed", $"Close it with {open.Closing}.")
            : lexer._placeholders;
    }

    private void ReadToken()
    {
        var c = _text[_at];
        switch (c)
        {
            case '\'':
                ReadLiteral();
                break;
            case '"':
                ReadQuotedName();
                break;
            case '(' or '[':
                _open.Push((c == '(' ? ')' : ']', _at++));
                break;
            case ')' or ']':
                Close(c);
                break;
            case '@':
                ReadPlaceholder();
                break;
            case ':':
                ReadCast();
                break;
            case '-' when Next == '-':
            case '/' when Next == '*':
                throw Refused($"there is a comment at position {_at + 1}", "Remove it.");
            case '&' when _at > 0 && _text[_at - 1] is 'u' or 'U' && Next is '\'' or '"':
                throw Refused($"there is a Unicode escape (U&) at position {_at}", $"Write the characters themselves. {BindText}");
            case ';':
                throw Refused($"there is a semicolon at position {_at + 1}", "Remove it: a filter is one condition, not a statement.");
            case '$':
                throw Refused(
                    $"there is a $ outside of quotes at position {_at + 1}",
                    "Write @name for a parameter, single quotes around a text and double quotes around a name that contains a $.");
            case '\\':
                throw Refused($"there is a backslash outside of quotes at position {_at + 1}", "Remove it.");
            default:
                ReadOther(c);
                break;
        }
    }

    private void ReadOther(char c)
    {
        if (IsWordCharacter(c))
        {
            ReadWord();
        }
        else if (c is ' ' or '\t' or '\n' or '\r' or '\f' || (char.IsAscii(c) && !char.IsControl(c)))
        {
            _at++;
        }
        else
        {
            throw Refused(
                string.Create(CultureInfo.InvariantCulture, $"the character U+{(int)c:X4} at position {_at + 1} has no meaning in SQL"),
                "Replace it by a plain blank or a straight quote; a name that contains it needs double quotes.");
        }
    }

    private void ReadLiteral()
    {
        var start = _at++;
        for (; _at < _text.Length; _at++)
        {
            if (_text[_at] == '\\')
            {
                throw Refused(
                    $"there is a backslash inside a text at position {_at + 1}", $"Redshift reads it as an escape. {BindText}");
            }

            if (_text[_at] == '\'')
            {
                _at++;
                return;
            }
        }

        throw Refused(
            $"the text that begins at position {start + 1} has no closing quote", $"Double a quote inside a text. Or: {BindText}");
    }

    private void ReadQuotedName()
    {
        var start = _at++;
        var end = _text.IndexOf('"', _at);
        _at = end < 0
            ? throw Refused(
                $"the name that begins at position {start + 1} has no closing quote",
                $"Close it with a double quote. If it is a text, put it in single quotes. {BindText}")
            : end + 1;
    }

    private void Close(char c)
    {
        if (!_open.TryPop(out var open))
        {
            throw Refused($"the {c} at position {_at + 1} closes nothing", "Remove it, or open it in the filter.");
        }

        if (open.Closing != c)
        {
            throw Refused(
                $"the {c} at position {_at + 1} does not close the {_text[open.At]} at position {open.At + 1}", "Close both in order.");
        }

        _at++;
    }

    // The driver would take a single colon before a name for a parameter.
    private void ReadCast()
    {
        if (Next != ':' || (_at + 2 < _text.Length && _text[_at + 2] == ':'))
        {
            throw Refused(
                $"there is a single colon at position {_at + 1}",
                $"Write @name for a parameter, :: for a cast, and single quotes around a time of day. {BindText}");
        }

        _at += 2;
    }

    private void ReadPlaceholder()
    {
        var end = _at + 1;
        while (end < _text.Length && (char.IsLetterOrDigit(_text[end]) || _text[end] == '_'))
        {
            end++;
        }

        if (end == _at + 1)
        {
            throw Refused(
                $"the @ at position {_at + 1} is not followed by a name",
                $"Redshift has no operators with an @. Write @name for a parameter, and single quotes around a text. {BindText}");
        }

        if (end < _text.Length && (_text[end] is '.' || !char.IsAscii(_text[end])))
        {
            throw Refused(
                $"the parameter at position {_at + 1} is followed by a character that could be part of its name",
                "Put a blank after the parameter, and use only letters, digits and underscores in its name.");
        }

        _placeholders.Add(new(_at, _text[(_at + 1)..end]));
        _at = end;
    }

    private void ReadWord()
    {
        var start = _at;
        while (_at < _text.Length && IsWordCharacter(_text[_at]))
        {
            _at++;
        }

        if (_at < _text.Length && _text[_at] == '\'')
        {
            throw Refused(
                $"there is a quote directly after a letter or digit at position {_at + 1}",
                $"Put a blank before the text; E'…' and the like are not possible. {BindText}");
        }

        if (_at < _text.Length && _text[_at] == '@')
        {
            throw Refused(
                $"there is an @ directly after a letter or digit at position {_at + 1}",
                $"Put a blank before a parameter, and single quotes around a text. {BindText}");
        }

        var word = _text[start.._at];
        if (_open.Count == 0 && Clauses.Contains(word) && (start == 0 || _text[start - 1] != '.'))
        {
            throw Refused(
                $"{word.ToUpperInvariant()} at position {start + 1} is not part of a condition",
                "Write only what follows WHERE; a query inside a condition needs parentheses, and a column of that name double quotes.");
        }
    }

    // Characters beyond ASCII are part of names, for the server; those that are neither letters nor digits are mistakes.
    private static bool IsWordCharacter(char c) => char.IsLetterOrDigit(c) || c == '_' || char.IsSurrogate(c)
        || CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    private static SyncException Refused(string problem, string advice) => TableErrors.FilterInvalid(problem, advice);
}
