namespace RedshiftSync;

/// <summary>A statement with its bound values. Values never become part of the text: a backslash is an escape in Redshift's literals, so quoting alone is not safe there.</summary>
/// <param name="Text">SQL with <c>@name</c> for each value.</param>
/// <param name="Parameters">The values by name.</param>
public sealed record SqlStatement(string Text, IReadOnlyList<SqlParameterValue> Parameters);

/// <summary>One bound value.</summary>
/// <param name="Name">The name without the at sign.</param>
/// <param name="Value">A UTC <see cref="DateTime"/> or a <see cref="long"/>.</param>
/// <param name="Type">The type to bind it as; times are bound in the column's own type, because a cast on the column stops zone-map pruning.</param>
public sealed record SqlParameterValue(string Name, object Value, SqlValueType Type);

/// <summary>The types in which values are bound.</summary>
public enum SqlValueType
{
    /// <summary>A 64-bit integer.</summary>
    Number,

    /// <summary>A timestamp without a zone, holding UTC.</summary>
    Timestamp,

    /// <summary>A timestamp with a zone.</summary>
    TimestampWithZone,
}
