using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace RedshiftSync;

/// <summary>
/// The JSON of a state file. A checksum over everything else tells a flipped digit from a real position; it covers the values and their
/// order, not the white space, so a reformatted file is still good.
/// </summary>
internal static class StateDocument
{
    public const int Version = 1;

    private const string ChecksumName = "checksum";

    // The example connector's whole state: one time in whole seconds and no key.
    private const string ForeignTimeName = "last_updated_at";

    // Readable for people: names with accents stay as they are. The file is never embedded in HTML.
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static byte[] Serialize(SyncState state)
    {
        var body = Write(writer => WriteState(writer, state));
        using var document = JsonDocument.Parse(body);
        return Write(writer =>
        {
            foreach (var property in document.RootElement.EnumerateObject())
            {
                property.WriteTo(writer);
            }

            writer.WriteString(ChecksumName, Checksum(document.RootElement));
        });
    }

    /// <exception cref="SyncException">StateFileDamaged, StateVersionNotSupported.</exception>
    public static SyncState Parse(ReadOnlySpan<byte> content, string path)
    {
        try
        {
            var text = StrictUtf8.GetString(content).TrimStart('\uFEFF');
            if (text.AsSpan().Trim().Trim('\0').IsEmpty)
            {
                throw StateErrors.Damaged(path, "it is blank");
            }

            using var document = JsonDocument.Parse(text);
            return Read(document.RootElement, path);
        }
        catch (Exception e) when (e is JsonException or DecoderFallbackException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            // What is wrong with its structure, never what it holds.
            throw StateErrors.Damaged(path, "it is not a complete state document", e);
        }
    }

    private static SyncState Read(JsonElement root, string path)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("Not an object.");
        }

        var properties = root.EnumerateObject().ToArray();
        if (properties is [{ Name: ForeignTimeName } foreign])
        {
            return SyncState.New(null, SyncState.DefaultStart) with { Watermark = new Watermark(ReadTime(foreign.Value), null) };
        }

        var version = root.GetProperty("version");
        if (version.ValueKind != JsonValueKind.Number || !version.TryGetInt32(out var number) || number != Version)
        {
            throw StateErrors.VersionNotSupported(path, version.GetRawText());
        }

        if (root.GetProperty(ChecksumName).GetString() != Checksum(root))
        {
            throw StateErrors.Damaged(path, "its checksum does not match its content");
        }

        return new(
            ReadOptional(root, "source", ReadSource),
            ReadTime(root.GetProperty("start")),
            ReadOptional<Watermark?>(root, "watermark", e => ReadWatermark(e)),
            ReadOptional(root, "staged", e => new StagedCheckpoint(ReadOptional<Watermark?>(e, "watermark", w => ReadWatermark(w)), ReadRun(e.GetProperty("run")))),
            [.. root.GetProperty("runs").EnumerateArray().Select(ReadRun)]);
    }

    private static void WriteState(Utf8JsonWriter writer, SyncState state)
    {
        writer.WriteNumber("version", Version);
        WriteOptional(writer, "source", state.Source, source =>
        {
            writer.WriteString("server", source.Server);
            writer.WriteString("database", source.Database);
            writer.WriteString("table", source.Table);
            writer.WriteStartArray("columns");
            foreach (var column in source.Columns)
            {
                writer.WriteStringValue(column);
            }

            writer.WriteEndArray();
        });
        writer.WriteString("start", IsoTimestamp.Format(state.Start));
        WriteWatermark(writer, state.Watermark);
        WriteOptional(writer, "staged", state.Staged, staged =>
        {
            WriteWatermark(writer, staged.Watermark);
            writer.WriteStartObject("run");
            WriteRun(writer, staged.Run);
            writer.WriteEndObject();
        });
        writer.WriteStartArray("runs");
        foreach (var run in state.Runs)
        {
            writer.WriteStartObject();
            WriteRun(writer, run);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static SourceIdentity ReadSource(JsonElement e) => new(
        ReadString(e, "server"),
        ReadString(e, "database"),
        ReadString(e, "table"),
        [.. e.GetProperty("columns").EnumerateArray().Select(c => c.GetString() ?? throw new FormatException("A column is null."))]);

    private static Watermark ReadWatermark(JsonElement e) =>
        new(ReadTime(e.GetProperty("updated_at")), e.GetProperty("key") is { ValueKind: not JsonValueKind.Null } key ? key.GetInt64() : null);

    private static void WriteWatermark(Utf8JsonWriter writer, Watermark? watermark)
    {
        if (watermark is not { } value)
        {
            writer.WriteNull("watermark");
            return;
        }

        writer.WriteStartObject("watermark");
        writer.WriteString("updated_at", IsoTimestamp.Format(value.UpdatedAt));
        if (value.Key is { } key)
        {
            writer.WriteNumber("key", key);
        }
        else
        {
            writer.WriteNull("key");
        }

        writer.WriteEndObject();
    }

    private static RunRecord ReadRun(JsonElement e) => new(
        e.GetProperty("run_id").GetGuid(),
        ReadTime(e.GetProperty("started_at")),
        ReadTime(e.GetProperty("finished_at")),
        e.GetProperty("rows_delivered").GetInt64());

    private static void WriteRun(Utf8JsonWriter writer, RunRecord run)
    {
        writer.WriteString("run_id", run.RunId);
        writer.WriteString("started_at", IsoTimestamp.Format(run.StartedAt));
        writer.WriteString("finished_at", IsoTimestamp.Format(run.FinishedAt));
        writer.WriteNumber("rows_delivered", run.RowsDelivered);
    }

    private static DateTime ReadTime(JsonElement e) =>
        IsoTimestamp.TryParse(e.GetString(), out var utc) ? utc : throw new FormatException("Not a time.");

    private static string ReadString(JsonElement e, string name) => e.GetProperty(name).GetString() ?? throw new FormatException($"{name} is null.");

    private static T? ReadOptional<T>(JsonElement e, string name, Func<JsonElement, T> read) =>
        e.GetProperty(name) is { ValueKind: not JsonValueKind.Null } value ? read(value) : default;

    private static void WriteOptional<T>(Utf8JsonWriter writer, string name, T? value, Action<T> write)
        where T : class
    {
        if (value is null)
        {
            writer.WriteNull(name);
            return;
        }

        writer.WriteStartObject(name);
        write(value);
        writer.WriteEndObject();
    }

    private static string Checksum(JsonElement root)
    {
        var canonical = Write(
            writer =>
            {
                foreach (var property in root.EnumerateObject().Where(p => p.Name != ChecksumName))
                {
                    property.WriteTo(writer);
                }
            },
            indented: false);
        return "sha256:" + Convert.ToHexString(SHA256.HashData(canonical)).ToLowerInvariant();
    }

    private static byte[] Write(Action<Utf8JsonWriter> properties, bool indented = true)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, indented ? Indented : default))
        {
            writer.WriteStartObject();
            properties(writer);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
