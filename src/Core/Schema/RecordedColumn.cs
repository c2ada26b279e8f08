using System.Globalization;
using System.Text.Json.Serialization;

namespace RedshiftSync;

/// <summary>A column of the source as the last run that wrote rows has found it, in the destination's checkpoint.</summary>
/// <param name="Name">The name.</param>
/// <param name="Type">The name of the type, without a length or precision.</param>
internal sealed record RecordedColumn([property: JsonRequired] string Name, [property: JsonRequired] string Type)
{
    /// <summary>The declared length of a text; null if there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Length { get; init; }

    /// <summary>The declared number of digits of a numeric; null if there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Precision { get; init; }

    /// <summary>The declared number of digits after the point; null if there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Scale { get; init; }

    /// <summary>Whether the source had lost the column by then.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsRemoved { get; init; }

    /// <summary>The type as the source declares it.</summary>
    [JsonIgnore]
    public string Declaration => (Length, Precision, Scale) switch
    {
        ({ } length, _, _) => string.Create(CultureInfo.InvariantCulture, $"{Type}({length})"),
        (_, { } precision, { } scale) => string.Create(CultureInfo.InvariantCulture, $"{Type}({precision},{scale})"),
        _ => Type,
    };

    /// <summary>The type with its codec.</summary>
    [JsonIgnore]
    public ColumnType ColumnType => ColumnType.Named(Type) with { Length = Length, Precision = Precision, Scale = Scale };

    /// <summary>Records a column that is described.</summary>
    public static RecordedColumn Of(Column column)
    {
        var type = column.Type!;
        var name = type is { Kind: ColumnKind.Text, Length: null } ? "text" : type.Codec.IsKnown ? type.Codec.Names[0] : type.Name;
        return new(column.Name, name)
        {
            Length = type.Length,
            Precision = type.Precision,
            Scale = type.Scale,
        };
    }

    /// <summary>Whether the type holds each value of an earlier one, so that a destination can follow.</summary>
    /// <param name="before">The earlier type.</param>
    public bool IsWiderThan(RecordedColumn before)
    {
        var (from, to) = (before.ColumnType.Codec, ColumnType.Codec);
        return (from, to) switch
        {
            (IntegerCodec<short>, IntegerCodec<int> or IntegerCodec<long>) or (IntegerCodec<int>, IntegerCodec<long>) => true,
            (RealCodec, DoubleCodec) => true,
            ({ Kind: ColumnKind.Text }, { Kind: ColumnKind.Text }) or ({ Kind: ColumnKind.PaddedText }, { Kind: ColumnKind.PaddedText }) =>
                Length is null || Length >= before.Length,
            ({ Kind: ColumnKind.Numeric }, { Kind: ColumnKind.Numeric }) => HoldsDigitsOf(before),
            _ => false,
        };
    }

    // A numeric without a precision holds any number.
    private bool HoldsDigitsOf(RecordedColumn before) =>
        Precision is null
        || (before.Precision is not null && Scale >= before.Scale && Precision - Scale >= before.Precision - before.Scale);
}
