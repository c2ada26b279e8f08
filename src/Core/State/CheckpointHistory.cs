using System.Text.Json.Serialization;

namespace RedshiftSync;

/// <summary>
/// The history that a checkpoint ends. Each batch raises the generation, so that two checkpoints of one history tell which is older without
/// comparing keys. Histories fork where a state file or a destination is copied; the runs show on which branch a checkpoint is.
/// </summary>
/// <param name="Id">The history.</param>
/// <param name="Generation">The number of the checkpoint in it.</param>
/// <param name="Runs">The latest runs that wrote checkpoints of it, oldest first.</param>
internal sealed record CheckpointHistory(Guid Id, long Generation, IReadOnlyList<HistoryRun> Runs)
{
    // Checkpoints that are further apart count as unrelated, which repeats rows but loses none.
    private const int RunsKept = 20;

    /// <summary>Whether all parts are there. The serializer of .NET 8 lets null into members that are declared without it.</summary>
    [JsonIgnore]
    public bool IsWhole => Runs is not null && Runs.All(run => run is not null);

    /// <summary>A new history, begun by a run.</summary>
    public static CheckpointHistory Begin(Guid runId) => new(Guid.NewGuid(), 0, [new(runId, 0)]);

    /// <summary>The same checkpoint, with the run that writes the next ones.</summary>
    public CheckpointHistory ContinueWith(Guid runId)
    {
        // Runs that wrote nothing would displace the others.
        var runs = Runs.Where(run => run.FirstGeneration <= Generation).TakeLast(RunsKept - 1);
        return this with { Runs = [.. runs, new(runId, Generation + 1)] };
    }

    /// <summary>The next checkpoint.</summary>
    public CheckpointHistory Next() => this with { Generation = Generation + 1 };

    /// <summary>How this checkpoint relates to another.</summary>
    public HistoryOrder CompareTo(CheckpointHistory? other)
    {
        if (other is null || Id != other.Id)
        {
            return HistoryOrder.Unrelated;
        }

        var common = Math.Min(Generation, other.Generation);
        return WriterOf(common) is not { } writer || writer != other.WriterOf(common) ? HistoryOrder.Unrelated
            : Generation == other.Generation ? HistoryOrder.Same
            : Generation < other.Generation ? HistoryOrder.Older
            : HistoryOrder.Newer;
    }

    /// <summary>Whether both are the same checkpoint.</summary>
    public bool Equals(CheckpointHistory? other) => CompareTo(other) == HistoryOrder.Same;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, Generation);

    private Guid? WriterOf(long generation) => Runs.LastOrDefault(run => run.FirstGeneration <= generation)?.RunId;
}

/// <summary>A run that wrote checkpoints of a history.</summary>
/// <param name="RunId">The run.</param>
/// <param name="FirstGeneration">The first generation that it wrote.</param>
internal sealed record HistoryRun(Guid RunId, long FirstGeneration);

/// <summary>How a checkpoint relates to another one.</summary>
internal enum HistoryOrder
{
    /// <summary>They have no history in common, or are on different branches of it.</summary>
    Unrelated,

    /// <summary>It precedes the other.</summary>
    Older,

    /// <summary>They are the same.</summary>
    Same,

    /// <summary>It follows the other.</summary>
    Newer,
}
