namespace RedshiftSync;

/// <summary>Finds columns that may be the key of a table that declares none, by their names and types.</summary>
internal static class KeyCandidates
{
    private const int MostNamed = 10;

    /// <summary>Returns the names of at most ten columns whose names suggest a key, the likeliest first.</summary>
    public static IReadOnlyList<string> Find(TableName table, IReadOnlyList<Column> columns)
    {
        var entities = NameWords.Singulars(string.Concat(NameWords.Split(table.Name))).ToHashSet();
        return
        [
            .. columns.Where(c => c.Type is { Codec.CanBeKey: true, Kind: not ColumnKind.Boolean, Scale: null or 0 })
                .Select(c => (c.Name, Rank: Rank(NameWords.Split(c.Name), entities))).Where(c => c.Rank is not null)
                .OrderBy(c => c.Rank).Select(c => c.Name).Take(MostNamed),
        ];
    }

    private static int? Rank(IReadOnlyList<string> words, HashSet<string> entities) => words switch
    {
        ["id"] => 0,
        _ when string.Concat(words) is var name && name.EndsWith("id", StringComparison.Ordinal) && entities.Contains(name[..^2]) => 1,
        [.., "id"] => 2,
        [.., "key" or "code" or "no" or "nr" or "num" or "number" or "uuid" or "guid"] => 3,
        _ => null,
    };
}
