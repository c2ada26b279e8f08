namespace RedshiftSync;

/// <summary>What a column's type is good for.</summary>
public enum ColumnKind
{
    /// <summary>None of the parts that a column can play here.</summary>
    Other,

    /// <summary>A key: smallint, integer, bigint.</summary>
    WholeNumber,

    /// <summary>A text: varchar, text.</summary>
    Text,

    /// <summary>A text of fixed length, whose trailing blanks mean nothing: char.</summary>
    PaddedText,

    /// <summary>A time without a zone.</summary>
    Timestamp,

    /// <summary>A time with a zone.</summary>
    TimestampWithZone,
}
