namespace RedshiftSync;

/// <summary>A row that differs between a destination and its source, from Test-RedshiftSync.</summary>
public sealed record SyncDifference
{
    private readonly string _noun;

    internal SyncDifference(KeyDifference difference, string noun)
    {
        _noun = noun;
        Kind = difference.Kind;
        Key = difference.Key.ToString();
        CustomerId = difference.Key.Integer;
    }

    /// <summary>How the row differs.</summary>
    public DifferenceKind Kind { get; }

    /// <summary>The row's key, its parts separated by slashes.</summary>
    public string Key { get; }

    /// <summary>The row's key, if it is an integer; null otherwise.</summary>
    public long? CustomerId { get; }

    /// <summary>The key and how the row differs.</summary>
    public override string ToString() => $"{_noun} {Key}: {Kind}";
}
