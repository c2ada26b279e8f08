namespace RedshiftSync.RedshiftEmulator.Wire;

/// <summary>One message of protocol 3: a type, a length and a body. It is in the reader's buffer and valid until the next read.</summary>
internal readonly ref struct Message(Span<byte> whole)
{
    public const int HeaderLength = 5;

    /// <summary>The whole message; rows may be changed in place.</summary>
    public Span<byte> Whole { get; } = whole;

    public char Type => (char)Whole[0];

    public Span<byte> Body => Whole[HeaderLength..];

    public BodyReader Read() => new(Body);
}
