using System.Collections.Immutable;
using System.Globalization;

namespace RedshiftSync;

/// <summary>Finds which of the given keys exist in a table.</summary>
/// <param name="Schema">The table and its columns.</param>
internal sealed record ExistingKeysQuery(TableSchema Schema)
{
    // Values are parameters, and a statement has at most 32,767 of them. Conditions on several columns take longer to plan than a list.
    private const int MaxListed = 20_000;
    private const int MaxConditions = 1_000;

    /// <summary>How many keys fit into one statement.</summary>
    public int MaxKeys => Schema.KeyColumns.Length == 1 ? MaxListed : MaxConditions;

    /// <summary>Selects the key of each row that has one of the keys.</summary>
    public SqlStatement Select(IReadOnlyList<KeyValue> keys)
    {
        var columns = string.Join(", ", Schema.KeyColumns.Select(column => column.Quoted));
        return new(
            $"SELECT {columns} FROM {Schema.Table.Quoted} WHERE {Condition(keys.Count)}",
            [.. keys.SelectMany((key, i) => Bind(key.Parts, i))]);
    }

    private string Condition(int keys)
    {
        var columns = Schema.KeyColumns;
        var numbers = Enumerable.Range(0, keys);
        return columns is [var only]
            ? $"{only.Quoted} IN ({string.Join(", ", numbers.Select(i => $"@{NameOf(i, 0)}"))})"
            : string.Join(" OR ", numbers.Select(Equal));

        string Equal(int key) => $"({string.Join(" AND ", columns.Select((column, part) => $"{column.Quoted} = @{NameOf(key, part)}"))})";
    }

    private static IEnumerable<SqlParameterValue> Bind(ImmutableArray<object> parts, int key) =>
        parts.Select((part, i) => SqlParameterValue.OfKeyPart(NameOf(key, i), part));

    private static string NameOf(int key, int part) => string.Create(CultureInfo.InvariantCulture, $"k{key}_{part}");
}
