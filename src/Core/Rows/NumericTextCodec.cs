namespace RedshiftSync;

/// <summary>numeric, whose values are delivered as the digits that the server writes.</summary>
internal sealed class NumericTextCodec() : PlainTextCodec(ColumnKind.Numeric, [1700], "numeric", "decimal")
{
    public override bool CanBeKey => true;

    public override WireProbe Probe { get; } = new(NumericCodec.ProbeSql, NumericCodec.ProbeDigits);

    public override bool IsCompared => true;

    public override int? CanonicalWidth(ColumnType type) => NumericText.WidthOf(type);

    public override string CanonicalText(string value, ColumnType type) => NumericText.Sql(value, type);

    public override int? WriteCanonical(in StoredValue value, ColumnType type, Span<byte> to) => NumericText.Write(value, type, to);
}
