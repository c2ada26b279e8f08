using System.Collections.Immutable;

namespace RedshiftSync;

/// <summary>
/// What the module knows of a type: the server's names for it, what a column of it can be used for, and how its values are read from the
/// source, packed for a destination and read back. A codec has no state; all columns of its type share it.
/// </summary>
internal abstract class ColumnCodec
{
    /// <summary>The server's numbers for the type: the same in Redshift and PostgreSQL.</summary>
    public abstract ImmutableArray<uint> Oids { get; }

    /// <summary>The names that the servers' catalogs have for the type.</summary>
    public abstract ImmutableArray<string> Names { get; }

    /// <summary>What a column of the type is good for, as Get-RedshiftColumn shows it.</summary>
    public abstract ColumnKind Kind { get; }

    /// <summary>Whether a column of the type can be a part of a key.</summary>
    public virtual bool CanBeKey => false;

    /// <summary>Whether a column of the type can order the changes.</summary>
    public virtual bool CanBeCursor => false;

    /// <summary>The codec of the value that a destination holds where a column of the type is the cursor.</summary>
    public virtual ColumnCodec AsCursor => this;

    /// <summary>How many bytes a packed row has for a value, apart from what is appended to the row.</summary>
    public abstract int Width { get; }

    /// <summary>
    /// The one text that digests have for a value, the same from each server and from this module; an expression that is NULL for NULL.
    /// </summary>
    /// <param name="value">The value; an expression.</param>
    public abstract string CanonicalText(string value);

    /// <summary>The value of the current row; null for NULL.</summary>
    /// <exception cref="UnreadableValueException">The value cannot be represented.</exception>
    public abstract object? Read(IRowReader row, Column column);

    /// <summary>The key of the current row, where the column is all of the key; null for NULL.</summary>
    /// <exception cref="UnreadableValueException">The value cannot be represented.</exception>
    public virtual KeyValue? ReadKey(IRowReader row, Column column) => Read(row, column) is { } value ? KeyValue.Of(value) : null;

    /// <summary>Packs the value of the current row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="column">The column.</param>
    /// <param name="target">Where the row is packed.</param>
    /// <param name="at">The place of the value in the row.</param>
    /// <returns>False for NULL; nothing is packed then.</returns>
    /// <exception cref="UnreadableValueException">The value cannot be represented.</exception>
    public abstract bool Pack(IRowReader row, Column column, RowBuffers target, int at);

    /// <summary>A value that was packed and is not NULL.</summary>
    public abstract object Unpack(in PackedRow row, Column column);
}
