namespace RedshiftSync;

/// <summary>The kinds of column types, by what a column can be used for.</summary>
public enum ColumnKind
{
    /// <summary>Any other type, delivered as text.</summary>
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

    /// <summary>A key: numeric.</summary>
    Numeric,

    /// <summary>real, double precision.</summary>
    FloatingPoint,

    /// <summary>A key: boolean.</summary>
    Boolean,

    /// <summary>A date.</summary>
    Date,

    /// <summary>A time of day, with or without a zone.</summary>
    Time,

    /// <summary>A length of time.</summary>
    Interval,

    /// <summary>JSON: super.</summary>
    Json,

    /// <summary>Bytes: varbyte.</summary>
    Binary,

    /// <summary>geometry, geography.</summary>
    Spatial,
}
