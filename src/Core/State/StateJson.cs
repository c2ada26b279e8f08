using System.Text.Json;
using System.Text.Json.Serialization;

namespace RedshiftSync;

/// <summary>How the records of a state look in JSON; made by the compiler, so that reading one costs no reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    Converters = [typeof(IsoTimestampConverter)])]
[JsonSerializable(typeof(SyncState))]
internal sealed partial class StateJson : JsonSerializerContext;

/// <summary>Times as <see cref="IsoTimestamp"/> writes them.</summary>
internal sealed class IsoTimestampConverter : JsonConverter<DateTime>
{
    public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        IsoTimestamp.TryParse(reader.GetString(), out var utc) ? utc : throw new JsonException("Not a time.");

    public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) => writer.WriteStringValue(IsoTimestamp.Format(value));
}
