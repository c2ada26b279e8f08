using System.Buffers.Binary;
using RedshiftSync.RedshiftEmulator.Wire;

namespace RedshiftSync.RedshiftEmulator.Sessions;

/// <summary>
/// Redshift's binary format of numerics differs from PostgreSQL's: a driver reads them without an error as another number (npgsql#3843).
/// Here they are a hundred million times too large.
/// </summary>
internal static class NumericDamage
{
    // A digit of the format represents four decimal digits.
    private const short Digits = 2;

    public static void Apply(Message row, PendingAnswer answer, IReadOnlyList<int> columns)
    {
        var position = 2;
        var column = 0;
        foreach (var damaged in columns)
        {
            for (; column < damaged; column++)
            {
                position += 4 + Math.Max(0, BinaryPrimitives.ReadInt32BigEndian(row.Body[position..]));
            }

            // Length, then: count of digits, weight of the first, sign, scale.
            if (answer.IsBinary(damaged) && BinaryPrimitives.ReadInt32BigEndian(row.Body[position..]) >= 8)
            {
                var weight = row.Body[(position + 6)..];
                BinaryPrimitives.WriteInt16BigEndian(weight, (short)(BinaryPrimitives.ReadInt16BigEndian(weight) + Digits));
            }
        }
    }
}
