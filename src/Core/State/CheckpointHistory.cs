using System.Text.Json.Serialization;

namespace RedshiftSync;

/// <summary>
/// The history of checkpoints that a checkpoint belongs to, and its number in that history, the generation. Each batch raises the
/// generation,
/// so that the older of two checkpoints of one history is known without comparing keys. A history forks when a state file or a destination
/// is copied; the runs show the branch of a checkpoint.
/// </summary>
/// <param name="Id">The identity of the history.</param>
/// <param name="Generation">The number of the checkpoint in the history.</param>
/// <param name="Runs">The latest runs that wrote checkpoints of the history, oldest first.</param>
internal sealed record CheckpointHistory(Guid Id, long Generation, IReadOnlyList<HistoryRun> Runs)
{
    // Checkpoints with more runs between them count as unrelated, which repeats rows but loses none.
    private const int RunsKept = 20;

    /// <summary>Whether no part is missing. The serializer of .NET 8 allows null in members that are declared as not nullable.</summary>
    [JsonIgnore]
    public bool IsWhole => Runs is not null && Runs.All(run => run is not null);

    /// <summary>Creates a history that a run begins.</summary>
    public static CheckpointHistory Begin(Guid runId) => new(Guid.NewGuid(), 0, [new(runId, 0)]);

    /// <summary>Returns the checkpoint with the run that writes the next checkpoints.</summary>
    public CheckpointHistory ContinueWith(Guid runId)
    {
        // Runs that wrote no checkpoint are dropped, because they would displace the others.
        var runs = Runs.Where(run => run.FirstGeneration <= Generation).TakeLast(RunsKept - 1);
        return this with { Runs = [.. runs, new(runId, Generation + 1)] };
    }

    /// <summary>Returns the next checkpoint of the history.</summary>
    public CheckpointHistory Next() => this with { Generation = Generation + 1 };

    /// <summary>Compares this checkpoint with another.</summary>
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
/// <param name="FirstGeneration">The first generation that the run wrote.</param>
internal sealed record HistoryRun(Guid RunId, long FirstGeneration);

/// <summary>The relation of a checkpoint to another one.</summary>
internal enum HistoryOrder
{
    /// <summary>The checkpoints have no common history, or are on different branches of it.</summary>
    Unrelated,

    /// <summary>The checkpoint is older than the other.</summary>
    Older,

    /// <summary>Both are the same checkpoint.</summary>
    Same,

    /// <summary>The checkpoint is newer than the other.</summary>
    Newer,
}
