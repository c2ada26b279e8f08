using System.Collections.Immutable;

namespace RedshiftSync;

/// <summary>The types that a column may have, where a preset allows fewer than the role of the column.</summary>
/// <param name="Description">The types, for a message.</param>
/// <param name="Kinds">The types.</param>
internal sealed record TypeRequirement(string Description, params ImmutableArray<ColumnKind> Kinds)
{
    /// <summary>smallint, integer, bigint.</summary>
    public static readonly TypeRequirement Integer = new("an integer type (smallint, integer, bigint)", ColumnKind.WholeNumber);

    /// <summary>char, varchar, text.</summary>
    public static readonly TypeRequirement Text = new("a text type (char, varchar, text)", ColumnKind.Text, ColumnKind.PaddedText);

    /// <summary>timestamp, timestamptz.</summary>
    public static readonly TypeRequirement Timestamp = new(
        "timestamp or timestamptz", ColumnKind.Timestamp, ColumnKind.TimestampWithZone);
}
