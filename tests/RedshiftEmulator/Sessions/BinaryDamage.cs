using System.Buffers.Binary;
using RedshiftSync.RedshiftEmulator.Wire;

namespace RedshiftSync.RedshiftEmulator.Sessions;

/// <summary>
/// Changes values in binary format, so that a driver reads them without an error as others. Redshift's numerics do so (npgsql#3843): here
/// they are a hundred million times too large. The other types stand for a change of format in a later patch of the server.
/// </summary>
internal sealed class BinaryDamage
{
    // A digit of a numeric represents four decimal digits.
    private const short Digits = 2;

    private readonly (int Column, BinaryTypes Type)[] _columns;

    public BinaryDamage(PendingAnswer answer, BinaryTypes wrong)
    {
        _columns =
        [
            .. (answer.Result?.ColumnTypes ?? [])
                .Select((type, column) => (Column: column, Type: TypeOf(type) & wrong))
                .Where(pair => pair.Type != BinaryTypes.None && answer.IsBinary(pair.Column)),
        ];
    }

    public void Apply(Message row)
    {
        var position = 2;
        var column = 0;
        foreach (var (damaged, type) in _columns)
        {
            for (; column < damaged; column++)
            {
                position += 4 + Math.Max(0, BinaryPrimitives.ReadInt32BigEndian(row.Body[position..]));
            }

            var length = BinaryPrimitives.ReadInt32BigEndian(row.Body[position..]);
            if (length > 0)
            {
                Change(row.Body.Slice(position + 4, length), type);
            }
        }
    }

    // Every value becomes another one that is valid, except the numeric zero.
    private static void Change(Span<byte> value, BinaryTypes type)
    {
        if (type == BinaryTypes.Numerics)
        {
            // Count of digits, weight of the first, sign, scale.
            var weight = value[2..];
            BinaryPrimitives.WriteInt16BigEndian(weight, (short)(BinaryPrimitives.ReadInt16BigEndian(weight) + Digits));
        }
        else
        {
            // Timestamps move by 142 years, doubles are halved or doubled. Short values have no second byte to spare.
            value[value.Length > 2 ? 1 : value.Length - 1] ^= type == BinaryTypes.Booleans ? (byte)1 : (byte)0x10;
        }
    }

    private static BinaryTypes TypeOf(uint oid) => oid switch
    {
        20 or 21 or 23 => BinaryTypes.Integers,
        700 or 701 => BinaryTypes.Floats,
        1114 or 1184 => BinaryTypes.Timestamps,
        16 => BinaryTypes.Booleans,
        1700 => BinaryTypes.Numerics,
        _ => BinaryTypes.None,
    };
}
