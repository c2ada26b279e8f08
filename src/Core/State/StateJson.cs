using System.Text.Json;
using System.Text.Json.Serialization;

namespace RedshiftSync;

/// <summary>The JSON serialization of a state's records, generated at compile time to avoid reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    Converters = [typeof(IsoTimestampConverter), typeof(KeyValueConverter)])]
[JsonSerializable(typeof(SyncState))]
internal sealed partial class StateJson : JsonSerializerContext;

/// <summary>Formats times as <see cref="IsoTimestamp"/> does.</summary>
internal sealed class IsoTimestampConverter : JsonConverter<DateTime>
{
    public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        IsoTimestamp.TryParse(reader.GetString(), out var utc) ? utc : throw new JsonException("Not a time.");

    public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) => writer.WriteStringValue(IsoTimestamp.Format(value));
}

/// <summary>A key of one integer is a number.</summary>
internal sealed class KeyValueConverter : JsonConverter<KeyValue>
{
    public override KeyValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetInt64();

    public override void Write(Utf8JsonWriter writer, KeyValue value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Integer!.Value);
}
