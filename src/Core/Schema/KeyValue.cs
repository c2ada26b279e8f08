using System.Collections.Immutable;
using System.Globalization;

namespace RedshiftSync;

/// <summary>
/// The values of a row's key columns, in the order of the key. Keys are compared for equality only, because the order of texts depends on
/// the server.
/// </summary>
internal readonly struct KeyValue : IEquatable<KeyValue>
{
    private const CompareOptions Loosely =
        CompareOptions.IgnoreCase | CompareOptions.IgnoreNonSpace | CompareOptions.IgnoreKanaType | CompareOptions.IgnoreWidth;

    // A key of one integer, which most tables have, takes no allocation.
    private readonly long _integer;
    private readonly ImmutableArray<object> _parts;

    private KeyValue(long integer)
    {
        _integer = integer;
    }

    private KeyValue(ImmutableArray<object> parts)
    {
        _parts = parts;
    }

    /// <summary>
    /// The parts: <see cref="long"/> for integers; <see cref="string"/> for texts, and for the text of a value of another type.
    /// </summary>
    public ImmutableArray<object> Parts => _parts.IsDefault ? [_integer] : _parts;

    /// <summary>Whether the key has no parts.</summary>
    public bool IsNone => !_parts.IsDefault && _parts.IsEmpty;

    /// <summary>The key, if it is a single integer; null otherwise.</summary>
    public long? Integer => _parts.IsDefault ? _integer : null;

    /// <summary>The key of the rows of a table without a key: it has no parts.</summary>
    public static readonly KeyValue None = new(ImmutableArray<object>.Empty);

    /// <summary>A key of one integer.</summary>
    public static implicit operator KeyValue(long integer) => new(integer);

    /// <summary>A key of one integer.</summary>
    public static KeyValue FromInt64(long integer) => new(integer);

    /// <summary>A key of any parts.</summary>
    /// <param name="parts"><see cref="long"/> for integers; <see cref="string"/> for texts, and for the text of a value of another
    /// type.</param>
    public static KeyValue Of(params ImmutableArray<object> parts) => parts is [long integer] ? new(integer) : new(parts);

    /// <summary>Whether both keys have the same values.</summary>
    public static bool operator ==(KeyValue left, KeyValue right) => left.Equals(right);

    /// <summary>Whether the keys differ in a value.</summary>
    public static bool operator !=(KeyValue left, KeyValue right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(KeyValue other) =>
        _parts.IsDefault || other._parts.IsDefault
            ? _parts.IsDefault && other._parts.IsDefault && _integer == other._integer
            : _parts.AsSpan().SequenceEqual(other._parts.AsSpan());

    /// <summary>
    /// Whether the server may treat both keys as equal: it can ignore case, accents, and blanks at the end of a text.
    /// </summary>
    public bool MayBeSame(KeyValue other) =>
        _parts.IsDefault || other._parts.IsDefault
            ? Equals(other)
            : _parts.Length == other._parts.Length && _parts.Zip(other._parts).All(pair => MayBeSame(pair.First, pair.Second));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is KeyValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _parts.IsDefault ? _integer.GetHashCode() : _parts.Aggregate(0, HashCode.Combine);

    /// <summary>The parts, separated by slashes, for messages.</summary>
    public override string ToString() =>
        _parts.IsDefault
            ? _integer.ToString(CultureInfo.InvariantCulture)
            : string.Join('/', _parts.Select(part => string.Create(CultureInfo.InvariantCulture, $"{part}")));

    private static bool MayBeSame(object left, object right) =>
        left is string text && right is string other ? MayBeSame(Significant(text), Significant(other)) : left.Equals(right);

    // A collation may also ignore accents, widths, and characters without a form of their own. Texts of printable ASCII need no such look.
    private static bool MayBeSame(ReadOnlySpan<char> left, ReadOnlySpan<char> right) =>
        left.Equals(right, StringComparison.OrdinalIgnoreCase)
        || ((left.ContainsAnyExceptInRange(' ', '~') || right.ContainsAnyExceptInRange(' ', '~'))
            && CultureInfo.InvariantCulture.CompareInfo.Compare(left, right, Loosely) == 0);

    // Without blanks at the end, and without zeros at the end of a number's fraction: 1 is 1.00 for the server.
    private static ReadOnlySpan<char> Significant(string text)
    {
        var significant = text.AsSpan().TrimEnd(' ');
        return significant.Contains('.') ? significant.TrimEnd('0').TrimEnd('.') : significant;
    }
}
