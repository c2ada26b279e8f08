namespace RedshiftSync;

/// <summary>The kinds of column types, by what a column can be used for.</summary>
public enum ColumnKind
{
    /// <summary>A type that cannot be used.</summary>
    Other,

    /// <summary>A key: smallint, integer, bigint.</summary>
    WholeNumber,

    /// <summary>A text: varchar, text.</summary>
    Text,

    /// <summary>A text of fixed length, whose trailing blanks are insignificant: char.</summary>
    PaddedText,

    /// <summary>A time without a zone.</summary>
    Timestamp,

    /// <summary>A time with a zone.</summary>
    TimestampWithZone,
}
