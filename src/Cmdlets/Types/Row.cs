using System.ComponentModel;

namespace RedshiftSync;

/// <summary>
/// Base class of the rows of any table. Each shape of a table (its name, columns, key and cursor column) has a class of its own, whose
/// properties are named as the columns and follow their order. Two rows of one class are equal when all their values are, and sort in the
/// order in which they are read: by cursor value, then by key.
/// </summary>
/// <remarks>
/// A column can have any name, so the base class adds no properties. PowerShell hands over columns named psobject, psbase, psadapted,
/// psextended or pstypenames to no expression, because it has members of its own with these names, and a column named ToString hides the
/// method. A process makes at most 200 classes; rows of further shapes are PSObjects with the type name RedshiftSync.Row and the same
/// properties, which come back from Export-Clixml with their times as text.
/// </remarks>
[TypeConverter(typeof(RowConverter))]
public abstract class Row : IEquatable<Row>, IComparable<Row>, IComparable
{
    /// <summary>Creates a row. Only for the classes that the module makes.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected Row()
    {
    }

    /// <summary>Whether two rows have the same values.</summary>
    public static bool operator ==(Row? left, Row? right) => Equals(left, right);

    /// <summary>Whether two rows differ in a value.</summary>
    public static bool operator !=(Row? left, Row? right) => !Equals(left, right);

    /// <summary>Whether <paramref name="left"/> sorts before <paramref name="right"/>.</summary>
    public static bool operator <(Row? left, Row? right) => Comparer<Row>.Default.Compare(left, right) < 0;

    /// <summary>Whether <paramref name="left"/> sorts after <paramref name="right"/>.</summary>
    public static bool operator >(Row? left, Row? right) => Comparer<Row>.Default.Compare(left, right) > 0;

    /// <summary>Whether <paramref name="left"/> does not sort after <paramref name="right"/>.</summary>
    public static bool operator <=(Row? left, Row? right) => !(left > right);

    /// <summary>Whether <paramref name="left"/> does not sort before <paramref name="right"/>.</summary>
    public static bool operator >=(Row? left, Row? right) => !(left < right);

    /// <inheritdoc/>
    public bool Equals(Row? other) => other is not null && other.GetType() == GetType() && CompareTo(other) == 0;

    /// <inheritdoc/>
    public sealed override bool Equals(object? obj) => Equals(obj as Row);

    /// <inheritdoc/>
    public sealed override int GetHashCode() => RowMembers.Of(this).Hash(this);

    /// <summary>
    /// Orders by cursor value, then by key, then by the other columns; NULL comes first, and texts are compared by their characters' codes.
    /// </summary>
    /// <exception cref="ArgumentException">The rows are of different classes.</exception>
    public int CompareTo(Row? other) =>
        other is null ? 1
        : other.GetType() == GetType() ? RowMembers.Of(this).Compare(this, other)
        : throw new ArgumentException("Rows of different shapes cannot be compared.", nameof(other));

    /// <summary>The table, the key and the cursor value: <c>orders r1/1000 @ 2024-05-01T12:30:00.000001Z</c>.</summary>
    public sealed override string ToString() => RowMembers.Of(this).Text(this);

    // Sort-Object, Select-Object -Unique and Compare-Object use this; without it they compare texts.
    int IComparable.CompareTo(object? obj) => obj switch
    {
        null => 1,
        Row other => CompareTo(other),
        _ => throw new ArgumentException($"A row cannot be compared with a {obj.GetType().Name}.", nameof(obj)),
    };

    /// <summary>Creates the value of a property.</summary>
    // Created on demand, because many commands do not use it.
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected static UtcTimestamp? ToUtcTimestamp(DateTime? value) => UtcTimestamp.From(value);

    /// <summary>Creates the value of a property.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected static Timestamp? ToTimestamp(DateTime? value) => Timestamp.From(value);

    /// <summary>Creates the value of a property.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected static Date? ToDate(DateTime? value) => Date.From(value);
}
