namespace RedshiftSync.RedshiftEmulator.Sql;

/// <summary>What a piece of SQL is.</summary>
internal enum TokenKind
{
    /// <summary>A keyword or an unquoted name; its text is in lower case.</summary>
    Word,

    /// <summary>A name in double quotes; its text is the name.</summary>
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

/// <summary>One piece of SQL and where it stands in the text.</summary>
internal readonly record struct Token(TokenKind Kind, string Text, int Start, int Length)
{
    public int End => Start + Length;

    public bool IsName => Kind is TokenKind.Word or TokenKind.Quoted;

    /// <summary>Whether it is this keyword or sign. What is quoted is neither.</summary>
    public bool Is(string text) => Kind is TokenKind.Word or TokenKind.Operator or TokenKind.Punctuation && Text == text;
}
