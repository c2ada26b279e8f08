using System.Text;
using System.Text.Json.Nodes;

namespace RedshiftSync;

/// <summary>
/// Converts the JSON of a state file of version 1 into the current version. Version 1 named the cursor value updated_at, had a key of one
/// integer, and recorded neither history nor consumer.
/// </summary>
internal static class StateUpgrade
{
    /// <summary>The JSON of the current version.</summary>
    /// <param name="json">The JSON of version 1, without version and checksum.</param>
    public static byte[] FromVersion1(byte[] json)
    {
        var state = JsonNode.Parse(json)!.AsObject();
        Upgrade(state["watermark"]);
        Upgrade((state["staged"] as JsonObject)?["watermark"]);
        return Encoding.UTF8.GetBytes(state.ToJsonString());
    }

    private static void Upgrade(JsonNode? node)
    {
        if (node is JsonObject watermark && watermark.Remove("updated_at", out var time))
        {
            watermark["cursor_value"] = time;
            if (watermark.TryGetPropertyValue("key", out var key) && key is not null)
            {
                watermark["key"] = new JsonArray(key.DeepClone());
            }
        }
    }
}
