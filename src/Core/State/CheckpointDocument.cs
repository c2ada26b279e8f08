using System.Text.Json;
using System.Text.Json.Nodes;

namespace RedshiftSync;

/// <summary>Converts a destination's checkpoint to JSON and back: a version, and the checkpoint in the format of a state file.</summary>
internal static class CheckpointDocument
{
    private const string VersionName = "version";

    /// <summary>Writes a checkpoint.</summary>
    public static string Serialize(DestinationCheckpoint checkpoint)
    {
        var document = new JsonObject { [VersionName] = StateDocument.Version };
        foreach (var (name, value) in JsonSerializer.SerializeToNode(checkpoint, StateJson.Default.DestinationCheckpoint)!.AsObject())
        {
            document[name] = value?.DeepClone();
        }

        return document.ToJsonString();
    }

    /// <summary>Reads a checkpoint.</summary>
    /// <param name="text">The JSON.</param>
    /// <param name="destination">The destination's display name.</param>
    /// <exception cref="JsonException">The checkpoint is damaged.</exception>
    /// <exception cref="SyncException">DestinationUnavailable: a newer version has written the checkpoint.</exception>
    public static DestinationCheckpoint Parse(string text, string destination)
    {
        if (JsonNode.Parse(text) is not JsonObject document || !document.Remove(VersionName, out var version))
        {
            throw new JsonException("Not a checkpoint.");
        }

        if (version?.GetValueKind() != JsonValueKind.Number || version.GetValue<double>() is not StateDocument.Version)
        {
            throw DestinationErrors.CheckpointVersionNotSupported(destination);
        }

        var checkpoint = document.Deserialize(StateJson.Default.DestinationCheckpoint);
        return checkpoint is { Source: { Server: not null, Database: not null, Table: not null, Columns: not null } }
            && checkpoint.History?.IsWhole != false
            ? checkpoint
            : throw new JsonException("Parts are missing.");
    }

    /// <summary>Converts a checkpoint of version 1, which had a column for each part.</summary>
    /// <param name="server">The source's host.</param>
    /// <param name="database">The source's database.</param>
    /// <param name="table">The source's table.</param>
    /// <param name="columns">The source's columns, as a JSON array.</param>
    /// <param name="timeZone">The zone of the source's cursor column; null for UTC.</param>
    /// <param name="start">The start of the claim, UTC.</param>
    /// <param name="watermark">The end of the claim.</param>
    /// <param name="runId">The run that wrote the checkpoint.</param>
    public static DestinationCheckpoint FromVersion1(
        string server, string database, string table, string columns, string? timeZone, DateTime start, Watermark watermark, Guid runId) =>
        new(watermark, runId, start)
        {
            Source = new SourceIdentity(
                server, database, table, JsonSerializer.Deserialize(columns, StateJson.Default.StringArray) ?? [], timeZone),
        };
}
