namespace RedshiftSync;

/// <summary>A column of a source table, and its role. A column without a role is plain: its values are delivered as they are.</summary>
/// <param name="Name">The name, exactly as stored.</param>
internal sealed record Column(string Name)
{
    /// <summary>The place of the column in the key, from 1; null where it is not part of the key.</summary>
    public int? KeyPart { get; init; }

    /// <summary>Whether the column orders the changes.</summary>
    public bool IsCursor { get; init; }

    /// <summary>The place of the column in the select list, from 0. <see cref="TableSchema"/> assigns it.</summary>
    public int Ordinal { get; init; }

    /// <summary>The types that the column may have; null for all types that its role allows.</summary>
    public TypeRequirement? Requires { get; init; }

    /// <summary>The type as the server describes it; null before it was described.</summary>
    public ColumnType? Type { get; init; }

    /// <summary>Whether trailing blanks of the column's values are insignificant.</summary>
    public bool IsPadded => Type?.Kind == ColumnKind.PaddedText;

    /// <summary>Whether the column's values are points in time, whatever the zone of the session.</summary>
    public bool HasZone => Type?.Kind == ColumnKind.TimestampWithZone;

    /// <summary>The kind of the column's values as a cursor.</summary>
    public CursorKind CursorKind => Type?.Codec?.CursorKind ?? CursorKind.Time;

    /// <summary>Whether the column has no role.</summary>
    public bool IsPlain => KeyPart is null && !IsCursor;

    /// <summary>The name, quoted for SQL.</summary>
    public string Quoted => SqlIdentifier.Quote(Name);

    /// <summary>The codec that reads and packs values of the column.</summary>
    /// <exception cref="InvalidOperationException">The column was not described.</exception>
    public ColumnCodec Codec => Type?.Codec ?? throw new InvalidOperationException($"Column {Name} has no codec.");

    /// <summary>The codec of the values that a destination stores for the column.</summary>
    public ColumnCodec StoredCodec => IsCursor ? Codec.AsCursor : Codec;

    /// <summary>Returns the types that the column allows, for a message; null if the described type is one of them.</summary>
    public string? FindMisfit()
    {
        if (Requires is { } requirement && !requirement.Kinds.Contains(Type?.Kind ?? ColumnKind.Other))
        {
            return requirement.Description;
        }

        return KeyPart is not null && Type?.Codec.CanBeKey != true
            ? "an integer or text type, date, timestamp, timestamptz, boolean or numeric"
            : IsCursor && Type?.Codec.CanBeCursor != true ? "timestamp, timestamptz, date or an integer type"
            : null;
    }
}
