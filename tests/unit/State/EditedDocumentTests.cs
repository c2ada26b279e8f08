using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using RedshiftSync.UnitTests.Sync;

namespace RedshiftSync.UnitTests.State;

/// <summary>
/// States and checkpoints in which any value was edited, with a valid checksum: each is read as a whole, or refused by name.
/// </summary>
public sealed class EditedDocumentTests : IDisposable
{
    private static readonly DateTime Noon = new(2024, 5, 1, 12, 0, 0, DateTimeKind.Utc);

    private static readonly SyncState Full = new(
        TestData.Source with { TimeZone = "Europe/Berlin" },
        SyncState.DefaultStart,
        new Watermark(Noon, 42),
        new StagedCheckpoint(new Watermark(Noon.AddHours(1), null), Run()) { History = CheckpointHistory.Begin() },
        [Run()])
    {
        History = CheckpointHistory.Begin().Next(),
        Consumer = Consumer.Destination("w.db", TestData.Schema.Table),
        IsReplacing = true,
        Skipped = [new SkipNote(Guid.NewGuid(), Noon, "customer_id 7", "email is not valid UTF-8")],
        Reported = new ReportedRows(Noon, 1, Noon, 1),
    };

    private static readonly string[] Values =
        [
            "null", "-1", "1.5", "1e400", "99999999999999999999", "\"text\"", "\"\\ud800\"", "[]", "[null]", "[1.5]", "[\"text\"]", "[1,2]",
            "{}", "true",
        ];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("redshiftsync");

    private string StatePath => Path.Combine(_folder.FullName, "s.json");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Each_edited_value_of_a_state_is_refused_or_read()
    {
        var good = (JsonObject)JsonNode.Parse(StateDocument.Serialize(Full))!;
        good.Remove("checksum");

        foreach (var edited in Edits(good.ToJsonString()))
        {
            try
            {
                var state = StateDocument.Parse(Seal(edited), "s.json");
                _ = StateDocument.Parse(StateDocument.Serialize(state), "s.json");
            }
            catch (Exception e)
            {
                Assert.True(e is InvalidDataException or SyncException { ErrorId: ErrorId.StateVersionNotSupported }, $"{e}\n{edited}");
            }
        }
    }

    [Fact]
    public void Each_edited_value_of_a_checkpoint_is_refused_or_read()
    {
        var good = new DestinationCheckpoint(
            new(Noon, 7), Guid.NewGuid(), SyncState.DefaultStart)
        { Source = Full.Source, History = Full.History };

        foreach (var edited in Edits(CheckpointDocument.Serialize(good)))
        {
            try
            {
                _ = CheckpointDocument.Serialize(CheckpointDocument.Parse(edited, "w.db"));
            }
            catch (Exception e)
            {
                Assert.True(e is JsonException or SyncException { ErrorId: ErrorId.DestinationUnavailable }, $"{e}\n{edited}");
            }
        }
    }

    // Without one of these, a default would stand for it: the year 1, or the pipeline.
    [Theory]
    [InlineData("start")]
    [InlineData("watermark.cursor_value")]
    [InlineData("staged.run")]
    [InlineData("staged.run.complete_until")]
    [InlineData("history.id")]
    [InlineData("history.generation")]
    [InlineData("consumer.kind")]
    public void A_part_that_is_left_out_of_a_state_is_damage(string path)
    {
        var state = (JsonObject)JsonNode.Parse(StateDocument.Serialize(Full))!;
        state.Remove("checksum");
        RemoveAt(state, path);

        Assert.Throws<InvalidDataException>(() => StateDocument.Parse(Seal(state.ToJsonString()), "s.json"));
    }

    [Theory]
    [InlineData("start")]
    [InlineData("watermark")]
    [InlineData("watermark.cursor_value")]
    [InlineData("run_id")]
    [InlineData("history.id")]
    [InlineData("source")]
    public void A_part_that_is_left_out_of_a_checkpoint_is_damage(string path)
    {
        var good = new DestinationCheckpoint(
            new(Noon, 7), Guid.NewGuid(), SyncState.DefaultStart)
        { Source = Full.Source, History = Full.History };
        var checkpoint = (JsonObject)JsonNode.Parse(CheckpointDocument.Serialize(good))!;
        RemoveAt(checkpoint, path);

        Assert.Throws<JsonException>(() => CheckpointDocument.Parse(checkpoint.ToJsonString(), "w.db"));
    }

    [Fact]
    public void A_name_that_repeats_is_damage()
    {
        var checkpoint = CheckpointDocument.Serialize(new(new(Noon, 7), Guid.NewGuid(), Noon) { Source = Full.Source });
        const string version1 = """{"version":1,"watermark":null,"watermark":{"updated_at":"2024-05-01T12:00:00Z","key":7}}""";

        Assert.Throws<JsonException>(() => CheckpointDocument.Parse("{\"version\":2," + checkpoint[1..], "w.db"));
        Assert.Throws<InvalidDataException>(() => StateDocument.Parse(Seal(version1), "s.json"));
    }

    // The key column of the table is an integer.
    [Theory]
    [InlineData("[\"text\"]")]
    [InlineData("[1,2]")]
    [InlineData("[\"1\",\"2\"]")]
    public void A_key_that_the_table_cannot_have_is_refused_before_a_row_is_read(string json)
    {
        var key = JsonSerializer.Deserialize($$"""{"cursor_value":"2024-05-01T12:00:00Z","key":{{json}}}""", StateJson.Default.Watermark);
        var source = new FakeSource(TestData.Rows(3), TestData.Clock);
        var destination = new FakeDestination();
        Write(SyncState.New(TestData.Source, SyncState.DefaultStart) with { Watermark = key });

        Assert.Equal(ErrorId.StateFileDamaged, Assert.Throws<SyncException>(() => Sync(source, destination)).ErrorId);

        Write(SyncState.New(TestData.Source, SyncState.DefaultStart));
        destination.Checkpoint = new(key, Guid.NewGuid(), SyncState.DefaultStart) { Source = TestData.Source };

        Assert.Equal(ErrorId.DestinationUnavailable, Assert.Throws<SyncException>(() => Sync(source, destination)).ErrorId);
        Assert.Empty(source.Opened);
    }

    private static RunRecord Run() => new(Guid.NewGuid(), Noon, Noon.AddSeconds(1), Noon, 3, 0, 0, false);

    // The document with each of its values replaced by each of the values above.
    private static IEnumerable<string> Edits(string json)
    {
        var count = 0;
        Visit(JsonNode.Parse(json)!, ref count, -1);
        foreach (var value in Values)
        {
            for (var i = 0; i < count; i++)
            {
                var (seen, document) = (0, JsonNode.Parse(json)!);
                Visit(document, ref seen, i);
                yield return document.ToJsonString().Replace("\"@\"", value, StringComparison.Ordinal);
            }
        }
    }

    // Counts the values, and marks the one with a number.
    private static void Visit(JsonNode node, ref int seen, int marked)
    {
        if (node is JsonObject o)
        {
            foreach (var name in o.Select(p => p.Key).ToArray())
            {
                if (seen++ == marked)
                {
                    o[name] = "@";
                }
                else if (o[name] is { } child)
                {
                    Visit(child, ref seen, marked);
                }
            }
        }
        else if (node is JsonArray a)
        {
            for (var i = 0; i < a.Count; i++)
            {
                if (seen++ == marked)
                {
                    a[i] = "@";
                }
                else if (a[i] is { } child)
                {
                    Visit(child, ref seen, marked);
                }
            }
        }
    }

    private static void RemoveAt(JsonObject document, string path)
    {
        var names = path.Split('.');
        var parent = names[..^1].Aggregate((JsonNode)document, (node, name) => node[name]!);
        Assert.True(((JsonObject)parent).Remove(names[^1]), path);
    }

    private static byte[] Seal(string json)
    {
        var sum = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(json))).ToLowerInvariant();
        return Encoding.UTF8.GetBytes($"{json[..^1]},\"checksum\":\"sha256:{sum}\"}}");
    }

    private void Write(SyncState state)
    {
        using var file = new StateFile(StatePath);
        file.Lock();
        file.Write(state);
    }

    private void Sync(FakeSource source, FakeDestination destination)
    {
        var observer = new RecordingObserver();
        using var access = source.Access(observer, maxRetry: 0);
        using var file = new StateFile(StatePath);
        file.Lock();
        var wanted = new DestinationRequest(TestData.Schema.Table, TestData.Schema, TestData.Source);
        using var target = new ReconnectingDestination(_ => destination, wanted, new RetryPolicy(new ImmediateRetry(), 0));
        DestinationRun.Execute(file, access, target, TestData.Request, 10, observer);
    }
}
