namespace RedshiftSync;

/// <summary>The types that properties of rows can have. All can be null.</summary>
internal enum RowValueKind
{
    /// <summary>A short.</summary>
    Int16,

    /// <summary>An int.</summary>
    Int32,

    /// <summary>A long.</summary>
    Int64,

    /// <summary>A decimal.</summary>
    Decimal,

    /// <summary>A float.</summary>
    Single,

    /// <summary>A double.</summary>
    Double,

    /// <summary>A bool.</summary>
    Boolean,

    /// <summary>A string.</summary>
    String,

    /// <summary>A <see cref="RedshiftSync.UtcTimestamp"/>.</summary>
    UtcTimestamp,

    /// <summary>A <see cref="RedshiftSync.Timestamp"/>.</summary>
    Timestamp,

    /// <summary>A <see cref="RedshiftSync.Date"/>.</summary>
    Date,
}
