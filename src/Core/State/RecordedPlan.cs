using System.Text.Json.Serialization;

namespace RedshiftSync;

/// <summary>
/// What the first run of a sync has decided about its table. Later runs follow it, whatever columns the table has by then.
/// </summary>
/// <param name="Key">The columns of the key, in its order; empty for a table without a key.</param>
/// <param name="Cursor">The cursor column.</param>
internal sealed record RecordedPlan([property: JsonRequired] IReadOnlyList<string> Key, [property: JsonRequired] string Cursor)
{
    /// <summary>The names and patterns of -Column and -ExcludeColumn, the latter after a minus; empty for all columns.</summary>
    public IReadOnlyList<string> Selection { get; init; } = [];

    /// <summary>
    /// The types of the key columns, in the order of the key, then that of the cursor column. Positions are valid for these only: '10'
    /// comes before '9' once an integer has become a text. Empty if they are not known.
    /// </summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>The fingerprint of the filter: its text and a hash of its values; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Filter { get; init; }

    /// <summary>The decisions about a table whose columns are described.</summary>
    public static RecordedPlan Of(TableSchema schema) => new([.. schema.KeyColumns.Select(c => c.Name)], schema.Cursor.Name)
    {
        Types = [.. schema.KeyColumns.Append(schema.Cursor).Select(c => c.Codec.Names[0])],
    };

    /// <summary>Whether both plans decide the same.</summary>
    public bool Equals(RecordedPlan? other) => HasSamePositions(other) && HasSelection(other!.Selection);

    /// <summary>Whether both plans select the same rows in the same order, as long as the types are the same.</summary>
    public bool HasSamePositions(RecordedPlan? other) =>
        other is not null && Cursor == other.Cursor && Filter == other.Filter && Key.SequenceEqual(other.Key);

    /// <summary>Whether the same columns were chosen, in any order and case.</summary>
    public bool HasSelection(IReadOnlyList<string> selection) =>
        Selection.ToHashSet(StringComparer.OrdinalIgnoreCase).SetEquals(selection);

    /// <summary>Finds a column whose type has become one that orders or compares values in another way.</summary>
    /// <returns>The column, and its types before and now; null if there is none.</returns>
    public (string Column, string Before, string Now)? FindTypeChange(RecordedPlan now)
    {
        var changed = Key.Append(Cursor).Zip(Types, now.Types)
            .Where(c => ColumnCodecs.Find(c.Second).Kind != ColumnCodecs.Find(c.Third).Kind);
        foreach (var change in changed)
        {
            return change;
        }

        return null;
    }

    /// <summary>Converts a key that was given manually; null if it cannot be a key of the table.</summary>
    public KeyValue? Adapt(KeyValue key) => Types.Count == 0 && key.Parts.Length == Key.Count
        ? key
        : TableSchema.Adapt(key, [.. Types.SkipLast(1).Select(ColumnCodecs.Find)]);

    /// <summary>Describes the key with its types, for messages.</summary>
    public string DescribeKey() => string.Join(", ", Key.Select((name, part) => Types.Count > part ? $"{name} ({Types[part]})" : name));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Cursor, Key.Count, Filter);

    /// <summary>Describes the plan for messages.</summary>
    public override string ToString()
    {
        var key = Key.Count == 0 ? "no key" : $"key {string.Join(", ", Key)}";
        var columns = Selection.Count == 0 ? "" : $", columns {string.Join(", ", Selection)}";
        return $"{key}, cursor {Cursor}{columns}{(Filter is null ? "" : ", with a filter")}";
    }
}
