namespace RedshiftSync;

/// <summary>A value that is not NULL, as a database stores it whose columns can hold values of any type.</summary>
internal readonly ref struct StoredValue
{
    /// <summary>Creates an integer.</summary>
    public StoredValue(long integer)
    {
        Kind = StoredKind.Integer;
        Integer = integer;
    }

    /// <summary>Creates a floating-point number.</summary>
    public StoredValue(double number)
    {
        Kind = StoredKind.Float;
        Float = number;
    }

    /// <summary>Creates a text, as UTF-8.</summary>
    public StoredValue(ReadOnlySpan<byte> text)
    {
        Kind = StoredKind.Text;
        Text = text;
    }

    /// <summary>Which of the other properties has the value.</summary>
    public StoredKind Kind { get; }

    /// <summary>An integer.</summary>
    public long Integer { get; }

    /// <summary>A floating-point number.</summary>
    public double Float { get; }

    /// <summary>A text, as UTF-8.</summary>
    public ReadOnlySpan<byte> Text { get; }
}

/// <summary>The kinds of stored values.</summary>
internal enum StoredKind
{
    /// <summary>A text.</summary>
    Text,

    /// <summary>An integer.</summary>
    Integer,

    /// <summary>A floating-point number.</summary>
    Float,
}
