using System.Buffers.Binary;
using RedshiftSync.RedshiftEmulator.Wire;

namespace RedshiftSync.RedshiftEmulator.Sessions;

/// <summary>The description of a result's columns.</summary>
internal static class RowDescription
{
    private const uint Varchar = 1043;
    private const uint Interval = 1186;
    private const uint IntervalYearToMonth = 1188;
    private const uint IntervalDayToSecond = 1190;
    private const uint Super = 4000;
    private const uint Varbyte = 6551;

    // The kinds of varchar of Types.sql.
    private const uint TrailingBlanksVarchar = 9043;
    private const uint CaseInsensitiveVarchar = 9044;

    private const int NoModifier = -1;
    private const int SuperModifier = 16_384_000;
    private const int HeaderLength = 4;
    private const int LongestVarchar = 65_535 + HeaderLength;
    private const int DefaultVarbyte = 64_000 + HeaderLength;

    // The high half of an interval's modifier: the fields that it may have.
    private const int AllFields = 0x7FFF;
    private const int YearAndMonth = (1 << 2) | (1 << 1);

    /// <summary>Replaces types by Redshift's, and the types of columns by name.</summary>
    /// <returns>The columns' types.</returns>
    public static uint[] Change(Message message, IReadOnlyDictionary<string, uint> types)
    {
        var body = message.Read();
        var columns = new uint[body.Int16()];
        for (var column = 0; column < columns.Length; column++)
        {
            // Name, table and attribute; type, size and modifier; format.
            var name = body.Text();
            body.Skip(6);
            var at = message.Body[body.Position..];
            var (type, modifier) = OfRedshift(BinaryPrimitives.ReadUInt32BigEndian(at), BinaryPrimitives.ReadInt32BigEndian(at[6..]));
            columns[column] = types.GetValueOrDefault(name, type);
            BinaryPrimitives.WriteUInt32BigEndian(at, columns[column]);
            BinaryPrimitives.WriteInt32BigEndian(at[6..], modifier);
            body.Skip(12);
        }

        return columns;
    }

    private static (uint Type, int Modifier) OfRedshift(uint type, int modifier) => type switch
    {
        Super => (type, SuperModifier),
        Varbyte => (type, modifier == NoModifier ? DefaultVarbyte : modifier),
        TrailingBlanksVarchar or CaseInsensitiveVarchar => (Varchar, modifier == NoModifier ? LongestVarchar : modifier),
        Interval when modifier != NoModifier && modifier >> 16 != AllFields =>
            ((modifier >> 16 & ~YearAndMonth) == 0 ? IntervalYearToMonth : IntervalDayToSecond, modifier),
        _ => (type, modifier),
    };
}
