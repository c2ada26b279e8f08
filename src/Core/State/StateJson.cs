using System.Text.Json;
using System.Text.Json.Serialization;

namespace RedshiftSync;

/// <summary>The JSON serialization of states and checkpoints, generated at compile time to avoid reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    Converters = [typeof(IsoTimestampConverter), typeof(CursorValueConverter), typeof(KeyValueConverter), typeof(ConsumerKindConverter)])]
[JsonSerializable(typeof(SyncState))]
[JsonSerializable(typeof(DestinationCheckpoint))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class StateJson : JsonSerializerContext;

/// <summary>Formats times as <see cref="IsoTimestamp"/> does.</summary>
internal sealed class IsoTimestampConverter : JsonConverter<DateTime>
{
    public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        IsoTimestamp.TryParse(reader.GetString(), out var utc) ? utc : throw new JsonException("Not a time.");

    public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) =>
        writer.WriteStringValue(IsoTimestamp.Format(value));
}

/// <summary>Writes a cursor value as <see cref="CursorValue.ToString"/> does: times and days are strings, integers are numbers.</summary>
internal sealed class CursorValueConverter : JsonConverter<CursorValue>
{
    public override CursorValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            return CursorValue.OfInteger(reader.GetInt64());
        }

        var text = reader.GetString();
        return !IsoTimestamp.TryParse(text, out var utc) ? throw new JsonException("Not a cursor value.")
            : text!.Contains('T', StringComparison.Ordinal) ? CursorValue.OfTime(utc)
            : CursorValue.OfDay(utc);
    }

    public override void Write(Utf8JsonWriter writer, CursorValue value, JsonSerializerOptions options)
    {
        if (value.Kind == CursorKind.Integer)
        {
            writer.WriteNumberValue(value.Integer);
        }
        else
        {
            writer.WriteStringValue(value.ToString());
        }
    }
}

/// <summary>Writes a key as an array of its parts: integers are numbers, texts are strings.</summary>
internal sealed class KeyValueConverter : JsonConverter<KeyValue>
{
    public override KeyValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("Not a key.");
        }

        var parts = new List<object>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            parts.Add(
                reader.TokenType == JsonTokenType.Number
                    ? reader.GetInt64()
                    : reader.GetString() ?? throw new JsonException("A part of a key is null."));
        }

        return KeyValue.Of([.. parts]);
    }

    public override void Write(Utf8JsonWriter writer, KeyValue value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var part in value.Parts)
        {
            if (part is long integer)
            {
                writer.WriteNumberValue(integer);
            }
            else
            {
                writer.WriteStringValue((string)part);
            }
        }

        writer.WriteEndArray();
    }
}

/// <summary>Writes the kind of a consumer as its name.</summary>
internal sealed class ConsumerKindConverter() : JsonStringEnumConverter<ConsumerKind>(
    JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false);
