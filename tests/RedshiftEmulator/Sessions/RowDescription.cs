using System.Buffers.Binary;
using RedshiftSync.RedshiftEmulator.Wire;

namespace RedshiftSync.RedshiftEmulator.Sessions;

/// <summary>The description of a result's columns.</summary>
internal static class RowDescription
{
    private const int Numeric = 1700;

    /// <summary>Replaces the types of columns by name.</summary>
    /// <returns>Which columns are numeric.</returns>
    public static List<int> Change(Message message, IReadOnlyDictionary<string, uint> types)
    {
        var numeric = new List<int>();
        var body = message.Read();
        var count = body.Int16();
        for (var column = 0; column < count; column++)
        {
            var name = body.Text();
            body.Skip(6);
            var at = body.Position;
            if (types.TryGetValue(name, out var oid))
            {
                BinaryPrimitives.WriteUInt32BigEndian(message.Body[at..], oid);
            }
            else if (body.Int32() == Numeric)
            {
                numeric.Add(column);
            }

            // Type, size, modifier and format.
            body.Skip(at + 12 - body.Position);
        }

        return numeric;
    }
}
