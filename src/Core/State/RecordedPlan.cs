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

    /// <summary>The fingerprint of the filter: its text and a hash of its values; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Filter { get; init; }

    /// <summary>Whether both plans decide the same.</summary>
    public bool Equals(RecordedPlan? other) => HasSamePositions(other) && Selection.SequenceEqual(other!.Selection);

    /// <summary>Whether both plans select the same rows in the same order.</summary>
    public bool HasSamePositions(RecordedPlan? other) =>
        other is not null && Cursor == other.Cursor && Filter == other.Filter && Key.SequenceEqual(other.Key);

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
