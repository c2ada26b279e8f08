using System.Data.Common;
using System.Text;
using System.Text.RegularExpressions;

namespace RedshiftSync.Adapters.Postgres;

/// <summary>
/// Parses the three forms of PostgreSQL addresses, without interpreting the options: libpq's address
/// (<c>postgresql://user@host:5432/database?sslmode=require</c>), libpq's keywords (<c>host=… dbname=…</c>) and the .NET driver's
/// connection string (<c>Host=…;Database=…</c>).
/// </summary>
internal static partial class AddressSyntax
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Parses the options, in the order of the text.</summary>
    /// <exception cref="FormatException">The text is invalid; the message does not quote it.</exception>
    public static IReadOnlyList<(string Name, string Value)> Read(string text)
    {
        text = text.Trim();
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        return scheme > 0 && !text.AsSpan(0, scheme).Contains('=') ? FromUri(text[(scheme + 3)..])
            : Quoted().Replace(text, "").Contains(';', StringComparison.Ordinal) ? FromConnectionString(text)
            : FromKeywords(text);
    }

    // Parsed by hand: System.Uri changes the text, and reads a password with a slash in it as a host and a path.
    private static List<(string Name, string Value)> FromUri(string text)
    {
        var options = new List<(string Name, string Value)>();
        var query = text.IndexOf('?', StringComparison.Ordinal);
        var (place, parameters) = query < 0 ? (text, "") : (text[..query], text[(query + 1)..]);
        var slash = place.IndexOf('/', StringComparison.Ordinal);
        var (authority, database) = slash < 0 ? (place, "") : (place[..slash], place[(slash + 1)..]);
        if (text.Contains('#', StringComparison.Ordinal) || database.AsSpan().IndexOfAny("@/:") >= 0 || authority.Count(c => c == '@') > 1)
        {
            throw new FormatException(
                "a character that means something in an address has to be percent-encoded in a user, password or database");
        }

        var at = authority.IndexOf('@', StringComparison.Ordinal);
        if (at >= 0)
        {
            var user = authority[..at].Split(':', 2);
            Add("user", user[0]);
            Add("password", user.Length > 1 ? user[1] : "");
        }

        var host = authority[(at + 1)..];
        var colon = host.StartsWith('[')
            ? host.IndexOf(':', Math.Max(host.IndexOf(']', StringComparison.Ordinal), 0))
            : host.IndexOf(':', StringComparison.Ordinal);
        Add("host", colon < 0 ? host : host[..colon]);
        Add("port", colon < 0 ? "" : host[(colon + 1)..]);
        Add("dbname", database);
        foreach (var option in parameters.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(o => o.Split('=', 2)))
        {
            options.Add((Decode(option[0]), option.Length > 1 ? Decode(option[1]) : throw NoValue()));
        }

        return options;

        static FormatException NoValue() => new("an option has no value; a question mark in a user or password has to be percent-encoded");

        void Add(string name, string value)
        {
            if (value.Length > 0)
            {
                options.Add((name, Decode(value)));
            }
        }
    }

    private static List<(string Name, string Value)> FromConnectionString(string text)
    {
        try
        {
            var builder = new DbConnectionStringBuilder { ConnectionString = text };
            return [.. builder.Keys.Cast<string>().Select(name => (name, $"{builder[name]}"))];
        }
        catch (ArgumentException)
        {
            // The exception's message quotes a part of the text.
            throw new FormatException("it is not a connection string");
        }
    }

    // name = value, separated by blanks; a value with blanks is in single quotes; a backslash escapes the next character.
    private static List<(string Name, string Value)> FromKeywords(string text)
    {
        var options = new List<(string Name, string Value)>();
        var position = 0;
        SkipBlanks();
        while (position < text.Length)
        {
            var sign = text.IndexOf('=', position);
            var name = sign < 0 ? "" : text[position..sign].Trim();
            if (name.Length == 0 || name.Any(char.IsWhiteSpace))
            {
                throw new FormatException("it is not made of name=value");
            }

            position = sign + 1;
            SkipBlanks();
            options.Add((name, ReadValue()));
            SkipBlanks();
        }

        return options;

        void SkipBlanks()
        {
            while (position < text.Length && char.IsWhiteSpace(text[position]))
            {
                position++;
            }
        }

        string ReadValue()
        {
            var value = new StringBuilder();
            var isQuoted = position < text.Length && text[position] == '\'';
            position += isQuoted ? 1 : 0;
            for (; position < text.Length; position++)
            {
                var c = text[position];
                if (isQuoted ? c == '\'' : char.IsWhiteSpace(c))
                {
                    position += isQuoted ? 1 : 0;
                    return value.ToString();
                }

                var isEscape = c == '\\' && position + 1 < text.Length;
                value.Append(isEscape ? text[++position] : c);
            }

            return isQuoted ? throw new FormatException("a quote is not closed") : value.ToString();
        }
    }

    private static string Decode(string text)
    {
        if (!text.Contains('%', StringComparison.Ordinal))
        {
            return text;
        }

        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '%')
            {
                var length = char.IsHighSurrogate(text[i]) && i + 1 < text.Length ? 2 : 1;
                bytes.AddRange(StrictUtf8.GetBytes(text, i, length));
                i += length - 1;
            }
            else if (i + 2 < text.Length && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2]))
            {
                bytes.Add(Convert.FromHexString(text.AsSpan(i + 1, 2))[0]);
                i += 2;
            }
            else
            {
                throw new FormatException("a percent sign is not followed by two hexadecimal digits");
            }
        }

        return StrictUtf8.GetString([.. bytes]);
    }

    // A value in libpq's keyword form; a semicolon in it is not a separator.
    [GeneratedRegex("""'(\\.|[^'\\])*'""", RegexOptions.Singleline)]
    private static partial Regex Quoted();
}
