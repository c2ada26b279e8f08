namespace RedshiftSync.RedshiftEmulator.Sql;

/// <summary>The kinds of tokens.</summary>
internal enum TokenKind
{
    /// <summary>A keyword or an unquoted name, with its text in lower case.</summary>
    Word,

    /// <summary>A name in double quotes, without the quotes.</summary>
    Quoted,

    /// <summary>A literal in single quotes or dollars.</summary>
    Literal,

    Number,

    /// <summary><c>$1</c></summary>
    Parameter,

    Operator,

    /// <summary>One of <c>( ) [ ] , ; . :</c></summary>
    Punctuation,
}

/// <summary>A token of SQL and its position in the text.</summary>
internal readonly record struct Token(TokenKind Kind, string Text, int Start, int Length)
{
    public int End => Start + Length;

    public bool IsName => Kind is TokenKind.Word or TokenKind.Quoted;

    /// <summary>Whether the token is this keyword or sign. Quoted tokens are neither.</summary>
    public bool Is(string text) => Kind is TokenKind.Word or TokenKind.Operator or TokenKind.Punctuation && Text == text;
}
