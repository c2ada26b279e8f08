using System.Text.Json.Serialization;

namespace RedshiftSync;

/// <summary>
/// The history of checkpoints that a checkpoint belongs to, and its number in that history, the generation. A state file and a destination
/// share a history until the state is moved manually or a full run starts over. The older of two checkpoints of one history is known
/// without comparing keys, also after one of them was restored from a copy.
/// </summary>
/// <param name="Id">The identity of the history.</param>
/// <param name="Generation">The number of the checkpoint in the history; each batch raises the number.</param>
internal sealed record CheckpointHistory([property: JsonRequired] Guid Id, [property: JsonRequired] long Generation)
{
    /// <summary>Creates a history.</summary>
    public static CheckpointHistory Begin() => new(Guid.NewGuid(), 0);

    /// <summary>Returns the next checkpoint of the history.</summary>
    public CheckpointHistory Next() => this with { Generation = Generation + 1 };
}
