using System.Collections.Immutable;
using System.Globalization;

namespace RedshiftSync;

/// <summary>
/// Base class of the codecs for real and double, both packed as the bits of a double. Neither is part of a key or a cursor: comparisons
/// with NaN are false in Redshift, its equality with itself included (docs/redshift.md).
/// </summary>
/// <typeparam name="T">The type of the values.</typeparam>
internal abstract class FloatCodec<T> : ColumnCodec<T?>
    where T : struct
{
    public sealed override ColumnKind Kind => ColumnKind.FloatingPoint;

    public sealed override int Width => sizeof(double);

    public sealed override int? CanonicalWidth(ColumnType type) => FloatText.Width;

    public sealed override string CanonicalText(string value, ColumnType type) => FloatText.Sql(value, isReal: typeof(T) == typeof(float));

    public sealed override int? WriteCanonical(in StoredValue value, ColumnType type, Span<byte> to) => value.Kind switch
    {
        StoredKind.Integer => FloatText.Write(value.Integer, to),
        StoredKind.Float => TryRestore(value.Float, out var number) ? FloatText.Write(number, to) : null,
        _ => FloatText.TryReadSpecial(value.Text, out var special) ? FloatText.Write(special, to) : null,
    };

    public sealed override T? ReadValue(IRowReader row, Column column) => row.IsNull(column.Ordinal) ? null : Get(row, column.Ordinal);

    public sealed override bool Pack(IRowReader row, Column column, RowBuffers target, int at)
    {
        if (row.IsNull(column.Ordinal))
        {
            return false;
        }

        target.WriteInt64(at, BitConverter.DoubleToInt64Bits(Widen(Get(row, column.Ordinal))));
        return true;
    }

    /// <summary>Returns a value that is not NULL.</summary>
    protected abstract T Get(IRowReader row, int ordinal);

    /// <summary>Returns a value as a double, which loses nothing.</summary>
    protected abstract double Widen(T value);

    /// <summary>Finds the value of the source that a destination stores as a double.</summary>
    /// <returns>False if no value is stored as this double.</returns>
    protected abstract bool TryRestore(double stored, out double value);
}

/// <summary>real.</summary>
internal sealed class RealCodec : FloatCodec<float>
{
    public override ImmutableArray<uint> Oids => [700];

    public override ImmutableArray<string> Names => ["real", "float4"];

    public override WireProbe Probe { get; } = new("CAST('-1234.5625' AS real)", -1234.5625f);

    protected override float Get(IRowReader row, int ordinal) => row.GetSingle(ordinal);

    protected override double Widen(float value) => value;

    // Stored as the double with the shortest text of the real, 0.1 instead of 0.10000000149011612, or as the real itself.
    protected override bool TryRestore(double stored, out double value)
    {
        var real = (float)stored;
        value = real;
        return value == stored || double.Parse(real.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) == stored;
    }
}

/// <summary>double precision.</summary>
internal sealed class DoubleCodec : FloatCodec<double>
{
    public override ImmutableArray<uint> Oids => [701];

    public override ImmutableArray<string> Names => ["double precision", "float8"];

    public override WireProbe Probe { get; } = new("CAST('-1234567890.0009765625' AS double precision)", -1234567890.0009765625);

    protected override double Get(IRowReader row, int ordinal) => row.GetDouble(ordinal);

    protected override double Widen(double value) => value;

    protected override bool TryRestore(double stored, out double value)
    {
        value = stored;
        return true;
    }
}
