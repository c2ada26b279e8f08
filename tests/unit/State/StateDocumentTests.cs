using System.Text;

namespace RedshiftSync.UnitTests.State;

public class StateDocumentTests
{
    private static readonly DateTime Noon = new DateTime(2024, 5, 1, 12, 0, 0, DateTimeKind.Utc).AddTicks(10);

    private static readonly SyncState Full = new(
        new SourceIdentity("Cluster.example", "dev", "testers.customers", ["customer_id", "Größe", "updated_at"], "Europe/Berlin"),
        SyncState.DefaultStart,
        new Watermark(Noon, 42),
        new StagedCheckpoint(
            new Watermark(Noon.AddHours(1), null), new RunRecord(Guid.NewGuid(), Noon, Noon.AddSeconds(3), Noon, 17, 1, 2, true)),
        [new RunRecord(Guid.NewGuid(), Noon, Noon.AddSeconds(1), Noon, 3, 0, 0, false)])
    {
        IsReplacing = true,
        Skipped = [new SkipNote(Guid.NewGuid(), Noon, "customer_id 7", "email is not valid UTF-8")],
    };

    [Fact]
    public void A_state_round_trips()
    {
        var again = Parse(StateDocument.Serialize(Full));

        Assert.Equal(Full with { Runs = again.Runs, Skipped = again.Skipped }, again);
        Assert.Equal(Full.Runs, again.Runs);
        Assert.Equal(Full.Skipped, again.Skipped);
    }

    [Fact]
    public void An_empty_state_round_trips() =>
        Assert.Equal(new Watermark(Noon, null), Parse(StateDocument.Serialize(SyncState.New(null, Noon))).Position);

    [Fact]
    public void A_reformatted_document_is_accepted()
    {
        var text = Encoding.UTF8.GetString(StateDocument.Serialize(Full));

        Assert.Equal(
            Full.Watermark, Parse(Encoding.UTF8.GetBytes("\uFEFF" + text.Replace("\n", "\r\n  ", StringComparison.Ordinal))).Watermark);
    }

    [Fact]
    public void The_example_connectors_state_is_resumed_inclusively()
    {
        var state = Parse("{\"last_updated_at\": \"2024-03-16T16:40:29Z\"}"u8.ToArray());

        Assert.Equal(new Watermark(new DateTime(2024, 3, 16, 16, 40, 29, DateTimeKind.Utc), null), state.Watermark);
        Assert.Null(state.Source);
    }

    [Theory]
    [InlineData("", ErrorId.StateFileDamaged)]
    [InlineData("  \r\n", ErrorId.StateFileDamaged)]
    [InlineData("\0\0\0\0", ErrorId.StateFileDamaged)]
    [InlineData("{}", ErrorId.StateFileDamaged)]
    [InlineData("[]", ErrorId.StateFileDamaged)]
    [InlineData("null", ErrorId.StateFileDamaged)]
    [InlineData("{\"version\": 3, \"anything\": true}", ErrorId.StateVersionNotSupported)]
    [InlineData("{\"version\": \"1\"}", ErrorId.StateVersionNotSupported)]
    [InlineData("{\"version\": 1}", ErrorId.StateFileDamaged)]
    [InlineData("{\"last_updated_at\": \"yesterday\"}", ErrorId.StateFileDamaged)]
    [InlineData("{\"last_updated_at\": null}", ErrorId.StateFileDamaged)]
    [InlineData("{\"last_updated_at\": \"2024-03-16T16:40:29Z\", \"more\": 1}", ErrorId.StateFileDamaged)]
    public void A_document_that_is_not_a_state_is_refused(string content, string errorId) =>
        Assert.Equal(errorId, Assert.Throws<SyncException>(() => Parse(Encoding.UTF8.GetBytes(content))).ErrorId);

    [Fact]
    public void No_damage_is_read_as_a_position()
    {
        var good = StateDocument.Serialize(Full);
        var random = new Random(1);
        for (var i = 0; i < 1000; i++)
        {
            var bad = Damage(good, random, i);
            try
            {
                // Changed white space is harmless; a changed value is not.
                Assert.Equal(Full.Watermark, Parse(bad).Watermark);
                Assert.Equal(Full.Start, Parse(bad).Start);
            }
            catch (SyncException e)
            {
                Assert.True(e.ErrorId is ErrorId.StateFileDamaged or ErrorId.StateVersionNotSupported, $"Variant {i}: {e.ErrorId}");
            }
        }
    }

    [Fact]
    public void Every_flipped_digit_is_noticed()
    {
        var good = StateDocument.Serialize(Full);
        for (var i = 0; i < good.Length; i++)
        {
            if (char.IsAsciiDigit((char)good[i]))
            {
                var bad = good.ToArray();
                bad[i] = (byte)('0' + ((bad[i] - '0' + 1) % 10));
                Assert.Throws<SyncException>(() => Parse(bad));
            }
        }
    }

    [Fact]
    public void Every_truncation_is_noticed()
    {
        var good = StateDocument.Serialize(Full);
        for (var length = 0; length < good.Length - 1; length++)
        {
            var bad = good[..length];
            Assert.Throws<SyncException>(() => Parse(bad));
        }
    }

    private static byte[] Damage(byte[] good, Random random, int variant)
    {
        var bad = good.ToList();
        for (var n = random.Next(1, 4); n > 0; n--)
        {
            var at = random.Next(bad.Count);
            switch (variant % 5)
            {
                case 0:
                    bad[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bad.RemoveRange(at, Math.Min(random.Next(1, 40), bad.Count - at));
                    break;
                case 2:
                    bad.InsertRange(at, bad.GetRange(0, random.Next(1, Math.Min(40, bad.Count))));
                    break;
                case 3:
                    bad[at] ^= (byte)(1 << random.Next(8));
                    break;
                default:
                    (bad[at], bad[^(at + 1)]) = (bad[^(at + 1)], bad[at]);
                    break;
            }

            if (bad.Count == 0)
            {
                break;
            }
        }

        return [.. bad];
    }

    private static SyncState Parse(byte[] content)
    {
        try
        {
            return StateDocument.Parse(content, "s.json");
        }
        catch (InvalidDataException e)
        {
            throw StateErrors.Damaged("s.json", e.Message, hasBackup: false, e);
        }
    }
}
