using System.Text.Json.Serialization;

namespace RedshiftSync;

/// <summary>The source of a checkpoint, because a position is valid in one table only.</summary>
/// <param name="Server">The host name; compared without regard to case. The port is left out: tunnels change it.</param>
/// <param name="Database">The database.</param>
/// <param name="Table">The table in the format of <see cref="TableName.ToString"/>.</param>
/// <param name="Columns">The columns in the order in which they are selected; empty for all columns of the table, whichever it has.</param>
/// <param name="TimeZone">The IANA name of the zone that was declared for a plain timestamp; null for UTC. Another zone would move every
/// position.</param>
internal sealed record SourceIdentity(string Server, string Database, string Table, IReadOnlyList<string> Columns, string? TimeZone = null)
{
    /// <summary>No source, for code that only reads.</summary>
    public static readonly SourceIdentity Unknown = new("", "", "", []);

    /// <summary>What was decided for the table by its first run; null for customers, whose columns are parameters.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RecordedPlan? Plan { get; init; }

    /// <summary>Whether both identify the same table and columns.</summary>
    public bool Equals(SourceIdentity? other) =>
        other is not null
        && string.Equals(Server, other.Server, StringComparison.OrdinalIgnoreCase)
        && Database == other.Database
        && Table == other.Table
        && ZoneName.ToIana(TimeZone) == ZoneName.ToIana(other.TimeZone)
        && (Plan is null == other.Plan is null)
        && (Plan is { } plan ? plan.Equals(other.Plan) : Columns.SequenceEqual(other.Columns));

    /// <summary>Whether both identify the same table, perhaps read in another way.</summary>
    public bool IsSameTable(SourceIdentity other) =>
        string.Equals(Server, other.Server, StringComparison.OrdinalIgnoreCase) && Database == other.Database && Table == other.Table;

    /// <summary>Whether positions in one are positions in the other, if both mean the same table.</summary>
    public bool HasSamePositions(SourceIdentity other) => Plan is null ? other.Plan is null : Plan.HasSamePositions(other.Plan);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        HashCode.Combine(StringComparer.OrdinalIgnoreCase.GetHashCode(Server), Database, Table, Columns.Count);

    /// <summary>Describes the source for messages: table, columns, zone, database and server.</summary>
    public override string ToString() =>
        $"{Table} ({Plan?.ToString() ?? string.Join(", ", Columns)}){(TimeZone is null ? "" : $" with times in {TimeZone}")} "
        + $"in database {Database} on {Server}";
}
