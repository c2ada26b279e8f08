using System.Collections.Immutable;
using System.Globalization;

namespace RedshiftSync;

/// <summary>
/// Everything that the module knows about a type: its names on the servers, what a column of the type can be used for, and how its values
/// are read from the source, packed for a destination and unpacked. A codec has no state; all columns of its type share it.
/// </summary>
internal abstract class ColumnCodec
{
    /// <summary>The OIDs of the type, the same in Redshift and PostgreSQL.</summary>
    public abstract ImmutableArray<uint> Oids { get; }

    /// <summary>The names of the type in the servers' catalogs.</summary>
    public abstract ImmutableArray<string> Names { get; }

    /// <summary>Whether the server sends values as text; otherwise in their binary form. The two forms of a text are the same.</summary>
    public virtual bool IsText => false;

    /// <summary>Whether the module knows the type; the values of any other are read as text.</summary>
    public virtual bool IsKnown => true;

    /// <summary>A constant to check the form in which the server sends values; null if there is nothing to check.</summary>
    public virtual WireProbe? Probe => null;

    /// <summary>What a column of the type can be used for, as Get-RedshiftColumn shows it.</summary>
    public abstract ColumnKind Kind { get; }

    /// <summary>Whether a column of the type can be a part of a key.</summary>
    public virtual bool CanBeKey => false;

    /// <summary>Whether a column of the type can order the changes.</summary>
    public virtual bool CanBeCursor => false;

    /// <summary>The kind of cursor value of a column of the type, if it can order the changes.</summary>
    public virtual CursorKind CursorKind => CursorKind.Time;

    /// <summary>The type of the values, nullable: a number, <see cref="string"/>, <see cref="DateTime"/> …</summary>
    public abstract Type ValueType { get; }

    /// <summary>The codec of the values that a destination stores if a column of the type is the cursor.</summary>
    public virtual ColumnCodec AsCursor => this;

    /// <summary>The number of bytes for a value in the fixed part of a packed row.</summary>
    public abstract int Width { get; }

    /// <summary>The number of bytes that <see cref="WriteCanonical"/> can write.</summary>
    public const int MaxCanonicalWidth = 2048;

    /// <summary>
    /// Whether values have a canonical text, so that a destination can be compared with its source: a text for digests, the same on each
    /// server and in this module.
    /// </summary>
    public virtual bool IsCompared => true;

    /// <summary>Returns the length in bytes of the longest canonical text, without a slash; null for a text of any length.</summary>
    /// <param name="type">The type of the column at the source.</param>
    public virtual int? CanonicalWidth(ColumnType type) => null;

    /// <summary>Returns an SQL expression for the canonical text of a value; NULL for NULL. Only if <see cref="IsCompared"/>.</summary>
    /// <param name="value">An SQL expression for the value.</param>
    /// <param name="type">The type of the column at the source.</param>
    public virtual string CanonicalText(string value, ColumnType type) => throw NotCompared();

    /// <summary>Whether the canonical text is the value's own text, as <see cref="Utf8Codec.Canonical"/> returns it.</summary>
    public virtual bool IsComparedAsText => false;

    /// <summary>
    /// Writes the canonical text of a value. Only if <see cref="IsCompared"/>, and not if <see cref="IsComparedAsText"/>.
    /// </summary>
    /// <param name="value">The value.</param>
    /// <param name="type">The type of the column at the source.</param>
    /// <param name="to">A buffer for <see cref="MaxCanonicalWidth"/> bytes.</param>
    /// <returns>The number of bytes; null if the type has no such value.</returns>
    public virtual int? WriteCanonical(in StoredValue value, ColumnType type, Span<byte> to) => throw NotCompared();

    /// <summary>What follows the canonical text in a part of a key.</summary>
    public virtual string KeySuffix => "";

    /// <summary>
    /// Returns an SQL expression for an integer, or a time, in whose order the values are sorted; NULL for NULL. Only if
    /// <see cref="CanBeCursor"/>.
    /// </summary>
    /// <param name="value">An SQL expression for the value.</param>
    public virtual string CursorOrder(string value) => value;

    /// <summary>Reads the value of the current row; null for NULL.</summary>
    /// <exception cref="UnreadableValueException">The value cannot be represented.</exception>
    public abstract object? Read(IRowReader row, Column column);

    /// <summary>Reads the value of the current row as a part of a key; null for NULL.</summary>
    /// <returns>
    /// A <see cref="long"/> for integers; for all other types the text that the server reads as this value in a literal without a type.
    /// </returns>
    /// <exception cref="UnreadableValueException">The value cannot be represented.</exception>
    public virtual object? ReadKeyPart(IRowReader row, Column column) => Read(row, column);

    /// <summary>Reads the key of the current row if the column is the whole key; null for NULL.</summary>
    /// <exception cref="UnreadableValueException">The value cannot be represented.</exception>
    public virtual KeyValue? ReadKey(IRowReader row, Column column) => ReadKeyPart(row, column) is { } part ? KeyValue.Of(part) : null;

    /// <summary>Reads the cursor value of the current row as stored; null for NULL. Only if <see cref="CanBeCursor"/>.</summary>
    /// <exception cref="UnreadableValueException">The value cannot be represented.</exception>
    public virtual CursorValue? ReadCursor(IRowReader row, Column column) =>
        throw new NotSupportedException($"A column of type {Names[0]} cannot be a cursor.");

    /// <summary>The cursor value of a packed row; null for NULL. Only if <see cref="CanBeCursor"/>.</summary>
    public virtual CursorValue? UnpackCursor(in PackedRow row, Column column) =>
        throw new NotSupportedException($"A column of type {Names[0]} cannot be a cursor.");

    /// <summary>Converts a part of a key that was given manually to the form of <see cref="ReadKeyPart"/>.</summary>
    /// <param name="part">A <see cref="long"/> or a <see cref="string"/>.</param>
    /// <returns>Null if the part is not a value of the type.</returns>
    public virtual object? AdaptKeyPart(object part) => string.Create(CultureInfo.InvariantCulture, $"{part}");

    /// <summary>Packs the value of the current row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="column">The column.</param>
    /// <param name="target">The buffers that the row is packed into.</param>
    /// <param name="at">The offset of the value in the row.</param>
    /// <returns>False for NULL, which packs no value.</returns>
    /// <exception cref="UnreadableValueException">The value cannot be represented.</exception>
    public abstract bool Pack(IRowReader row, Column column, RowBuffers target, int at);

    /// <summary>Unpacks a value that is not NULL, as <see cref="ReadKeyPart"/> returns it.</summary>
    public virtual object UnpackKeyPart(in PackedRow row, Column column) =>
        throw new NotSupportedException($"A {Kind} is not part of a key.");

    private NotSupportedException NotCompared() => new($"A {Kind} has no text in digests.");
}

/// <summary>A codec whose values have a type of .NET. Reading allocates nothing but texts.</summary>
/// <typeparam name="T">The type of the values, nullable; the value of NULL is null.</typeparam>
internal abstract class ColumnCodec<T> : ColumnCodec
{
    public sealed override Type ValueType => typeof(T);

    /// <summary>Reads the value of the current row; null for NULL.</summary>
    /// <exception cref="UnreadableValueException">The value cannot be represented.</exception>
    public abstract T ReadValue(IRowReader row, Column column);

    public sealed override object? Read(IRowReader row, Column column) => ReadValue(row, column);
}
