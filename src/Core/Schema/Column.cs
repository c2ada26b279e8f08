namespace RedshiftSync;

/// <summary>A column of a table that is read, and its role. A column without a role is plain: it is carried along.</summary>
/// <param name="Name">The name, exactly as stored.</param>
internal sealed record Column(string Name)
{
    /// <summary>The place of the column in the key, from 1; null where it is not part of the key.</summary>
    public int? KeyPart { get; init; }

    /// <summary>Whether the column orders the changes.</summary>
    public bool IsCursor { get; init; }

    /// <summary>The place of the column in the select list, from 0. <see cref="TableSchema"/> assigns it.</summary>
    public int Ordinal { get; init; }

    /// <summary>Whether the column has no role.</summary>
    public bool IsPlain => KeyPart is null && !IsCursor;

    /// <summary>The name, quoted for SQL.</summary>
    public string Quoted => SqlIdentifier.Quote(Name);
}
