using System.Globalization;
using System.Text;

namespace RedshiftSync;

/// <summary>
/// A statement with its bound values. Values never become part of the text: a backslash is an escape in Redshift's literals, so quoting
/// alone is not safe.
/// </summary>
/// <param name="Text">SQL with <c>@name</c> for each value.</param>
/// <param name="Parameters">The values by name.</param>
internal sealed record SqlStatement(string Text, IReadOnlyList<SqlParameterValue> Parameters)
{
    /// <summary>Whether the statement contains a filter that a user has given: see <see cref="TableSchema.Filter"/>.</summary>
    public bool IsFiltered { get; init; }

    /// <summary>
    /// The text and its values, for verbose output. A text may be personal data, so only the name of its parameter is shown.
    /// </summary>
    public override string ToString() => Parameters.Count == 0 ? Text : $"{Text} [{string.Join(", ", Parameters)}]";

    internal static string Limited(StringBuilder sql, long? limit) =>
        limit is { } rows ? sql.Append(CultureInfo.InvariantCulture, $" LIMIT {rows}").ToString() : sql.ToString();
}

/// <summary>A bound value.</summary>
/// <param name="Name">The name without the at sign.</param>
/// <param name="Value">A <see cref="DateTime"/> as stored in the column, a <see cref="long"/> or a <see cref="string"/>.</param>
/// <param name="Type">The type to bind it as; times are bound in the column's own type, because a cast on the column stops zone-map
/// pruning.</param>
internal sealed record SqlParameterValue(string Name, object Value, SqlValueType Type)
{
    /// <summary>
    /// Binds a part of a key, which <see cref="KeyValue"/> describes. A text goes without a type: the server takes the type of the column
    /// that it is compared with, because a cast on the column stops zone-map pruning, and another type can compare in another way.
    /// </summary>
    public static SqlParameterValue OfKeyPart(string name, object part) =>
        new(name, part, part is long ? SqlValueType.Number : SqlValueType.Untyped);

    /// <summary>The name and, unless it is a text, the value.</summary>
    public override string ToString() => Value switch
    {
        DateTime day when Type == SqlValueType.Date => $"@{Name} = {CursorValue.OfDay(day)}",
        DateTime time => string.Create(
            CultureInfo.InvariantCulture,
            $"@{Name} = {time:yyyy-MM-dd HH:mm:ss.ffffff}{(Type == SqlValueType.TimestampWithZone ? "Z" : "")}"),
        long number => string.Create(CultureInfo.InvariantCulture, $"@{Name} = {number}"),
        _ => $"@{Name}",
    };
}

/// <summary>The types of bound values.</summary>
internal enum SqlValueType
{
    /// <summary>A 64-bit integer.</summary>
    Number,

    /// <summary>A text.</summary>
    Text,

    /// <summary>A timestamp without a zone.</summary>
    Timestamp,

    /// <summary>A timestamp with a zone.</summary>
    TimestampWithZone,

    /// <summary>A day.</summary>
    Date,

    /// <summary>A text of unknown type: the server infers the type from what the value is compared with.</summary>
    Untyped,
}
