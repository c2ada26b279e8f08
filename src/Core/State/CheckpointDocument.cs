using System.Globalization;
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
        // Once a batch: the version is put in front of the other properties, which costs less than building the document from nodes.
        var json = JsonSerializer.Serialize(checkpoint, StateJson.Default.DestinationCheckpoint);
        return string.Create(CultureInfo.InvariantCulture, $"{{\"{VersionName}\":{StateDocument.Version},{json.AsSpan(1)}");
    }

    /// <summary>Reads a checkpoint.</summary>
    /// <param name="text">The JSON.</param>
    /// <param name="destination">The destination's display name.</param>
    /// <exception cref="JsonException">The checkpoint is damaged.</exception>
    /// <exception cref="SyncException">DestinationUnavailable: a newer version has written the checkpoint.</exception>
    public static DestinationCheckpoint Parse(string text, string destination)
    {
        try
        {
            return Read(JsonNode.Parse(text), destination);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or FormatException)
        {
            // Half a character, or a name that repeats.
            throw new JsonException("Not a checkpoint.", e);
        }
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
        string server,
        string database,
        string table,
        string columns,
        string? timeZone,
        CursorValue start,
        Watermark watermark,
        Guid runId) =>
        new(watermark, runId, start)
        {
            Source = new SourceIdentity(
                server, database, table, JsonSerializer.Deserialize(columns, StateJson.Default.StringArray) ?? [], timeZone),
        };

    private static DestinationCheckpoint Read(JsonNode? node, string destination)
    {
        if (node is not JsonObject document || !document.Remove(VersionName, out var version))
        {
            throw new JsonException("Not a checkpoint.");
        }

        if (version?.GetValueKind() != JsonValueKind.Number || version.GetValue<double>() is not StateDocument.Version)
        {
            throw DestinationErrors.CheckpointVersionNotSupported(destination);
        }

        var checkpoint = document.Deserialize(StateJson.Default.DestinationCheckpoint);
        return checkpoint is { Source: { Server: not null, Database: not null, Table: not null, Columns: not null } }
            ? checkpoint
            : throw new JsonException("Parts are missing.");
    }
}
