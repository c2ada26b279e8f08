using System.Collections.Immutable;

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
}

/// <summary>real.</summary>
internal sealed class RealCodec : FloatCodec<float>
{
    public override ImmutableArray<uint> Oids => [700];

    public override ImmutableArray<string> Names => ["real", "float4"];

    public override WireProbe Probe { get; } = new("CAST('-1234.5625' AS real)", -1234.5625f);

    protected override float Get(IRowReader row, int ordinal) => row.GetSingle(ordinal);

    protected override double Widen(float value) => value;
}

/// <summary>double precision.</summary>
internal sealed class DoubleCodec : FloatCodec<double>
{
    public override ImmutableArray<uint> Oids => [701];

    public override ImmutableArray<string> Names => ["double precision", "float8"];

    public override WireProbe Probe { get; } = new("CAST('-1234567890.0009765625' AS double precision)", -1234567890.0009765625);

    protected override double Get(IRowReader row, int ordinal) => row.GetDouble(ordinal);

    protected override double Widen(double value) => value;
}
