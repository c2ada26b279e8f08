using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace RedshiftSync;

/// <summary>
/// Converts a state to the JSON of a state file and back: a version, the state, and a checksum, which detects a changed digit. The checksum
/// covers the values and their order, not the white space, so a reformatted file is still valid.
/// </summary>
internal static class StateDocument
{
    public const int Version = 2;

    private const string VersionName = "version";
    private const string ChecksumName = "checksum";

    // The example connector's whole state: one time in whole seconds and no key.
    private const string ForeignTimeName = "last_updated_at";

    // Human-readable: names with accents are not escaped. The file is never embedded in HTML.
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static byte[] Serialize(SyncState state)
    {
        var body = Write(default, writer =>
        {
            writer.WriteNumber(VersionName, Version);
            Copy(JsonSerializer.SerializeToElement(state, StateJson.Default.SyncState), writer);
        });
        using var document = JsonDocument.Parse(body);
        return Write(Indented, writer =>
        {
            Copy(document.RootElement, writer);
            writer.WriteString(ChecksumName, Checksum(document.RootElement));
        });
    }

    /// <summary>Reads a state.</summary>
    /// <exception cref="InvalidDataException">The state is damaged; the message says how, and never contains the content.</exception>
    /// <exception cref="SyncException">StateVersionNotSupported.</exception>
    public static SyncState Parse(ReadOnlySpan<byte> content, string path)
    {
        try
        {
            var text = StrictUtf8.GetString(content).TrimStart('\uFEFF');
            if (text.AsSpan().Trim().Trim('\0').IsEmpty)
            {
                throw new InvalidDataException("it is blank");
            }

            using var document = JsonDocument.Parse(text);
            return Read(document.RootElement, path);
        }
        catch (Exception e) when (
            e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new InvalidDataException("it is not a complete state document", e);
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

        var version = root.GetProperty(VersionName);
        if (version.ValueKind != JsonValueKind.Number || !version.TryGetInt32(out var number) || number is not (1 or Version))
        {
            throw StateErrors.VersionNotSupported(path, version.GetRawText());
        }

        if (root.GetProperty(ChecksumName).GetString() != Checksum(root))
        {
            throw new InvalidDataException("its checksum does not match its content");
        }

        var body = Write(default, writer => Copy(root, writer, VersionName, ChecksumName));
        var state = JsonSerializer.Deserialize(number == 1 ? StateUpgrade.FromVersion1(body) : body, StateJson.Default.SyncState);
        return state is not null && IsWhole(state)
            ? state with { IsUpgraded = number == 1 }
            : throw new FormatException("Parts are missing.");
    }

    // The serializer of .NET 8 allows null in members that are declared as not nullable.
    private static bool IsWhole(SyncState state) =>
        state.Runs is not null && state.Runs.All(r => r is not null)
        && state.Skipped is not null && state.Skipped.All(s => s is not null)
        && state.Staged is null or { Run: not null }
        && state.Source is null or { Server: not null, Database: not null, Table: not null, Columns: not null }
        && state.Source?.Columns.All(c => c is not null) != false
        && state.Source?.Plan is null or { Key: not null, Cursor: not null, Selection: not null, Types: not null };

    private static DateTime ReadTime(JsonElement e) =>
        IsoTimestamp.TryParse(e.GetString(), out var utc) ? utc : throw new FormatException("Not a time.");

    private static string Checksum(JsonElement root) =>
        "sha256:" + Convert.ToHexString(SHA256.HashData(Write(default, writer => Copy(root, writer, ChecksumName)))).ToLowerInvariant();

    private static void Copy(JsonElement root, Utf8JsonWriter writer, params string[] except)
    {
        foreach (var property in root.EnumerateObject().Where(p => !except.Contains(p.Name)))
        {
            property.WriteTo(writer);
        }
    }

    private static byte[] Write(JsonWriterOptions options, Action<Utf8JsonWriter> properties)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, options))
        {
            writer.WriteStartObject();
            properties(writer);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
