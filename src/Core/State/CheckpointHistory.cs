using System.Text.Json.Serialization;

namespace RedshiftSync;

/// <summary>
/// The history that a checkpoint ends. A state file and a destination share it as long as the state is not moved by hand and no full run
/// starts over, also where one of them is restored from a copy: the destination's checkpoint then tells alone where to go on.
/// </summary>
/// <param name="Id">The history.</param>
/// <param name="Generation">The number of the checkpoint in it; each batch raises it.</param>
internal sealed record CheckpointHistory([property: JsonRequired] Guid Id, [property: JsonRequired] long Generation)
{
    /// <summary>A new history.</summary>
    public static CheckpointHistory Begin() => new(Guid.NewGuid(), 0);

    /// <summary>The next checkpoint.</summary>
    public CheckpointHistory Next() => this with { Generation = Generation + 1 };
}
