using System.Globalization;
using System.Text.RegularExpressions;
using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Sync;

/// <summary>Modified state files, read by the commands.</summary>
[Collection(SharedSource.Name)]
[Trait("Source", "none")]
public sealed class FuzzedStateTests : IDisposable
{
    private const int Variants = 1000;
    private const string Key = "\"key\": \\[[^]]*\\]";

    // The ErrorIds with which a command may refuse; it must never crash.
    private static readonly HashSet<string> Refusals =
    [
        "StateFileDamaged", "StateVersionNotSupported", "StateSourceMismatch", "StateWatermarkInFuture",
    ];

    private readonly SourceFixture _source;
    private readonly TemporaryFolder _folder = new();
    private readonly ModuleHost _host;
    private readonly string _state;

    public FuzzedStateTests(SourceFixture source)
    {
        _source = source;
        SampleCustomers.Create(source.Server, generated: 20);
        _host = source.Connect(nameof(FuzzedStateTests));
        _state = _folder["s.json"];

        // Half of the rows delivered, one run in the history and one staged: every part of a state has a value.
        _host.Run(
            "$null = Sync-RedshiftCustomers $state -MaxRow 10; $null = Sync-RedshiftCustomers $state -MaxRow 5 -Checkpoint Manual",
            ("state", _state),
            ("db", _folder["s.db"])).ThrowIfFailed();
        File.Delete(_state + ".bak");
    }

    public void Dispose()
    {
        _host.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Damaged_variants_are_refused_unchanged_or_keep_their_meaning()
    {
        var good = File.ReadAllBytes(_state);
        var watermark = Watermark();
        var expected = Keys(
            "Get-RedshiftCustomerChange -Since (Get-RedshiftSyncState $state).Watermark.UpdatedAt | " +
                "Where-Object CustomerId -ne (Get-RedshiftSyncState $state).Watermark.CustomerId");
        var refused = 0;
        for (var variant = 0; variant < Variants; variant++)
        {
            var bad = StateDamage.Vary(good, variant);
            if (bad.SequenceEqual(good))
            {
                continue;
            }

            File.WriteAllBytes(_state, bad);
            foreach (var script in Commands(variant))
            {
                var result = _host.Run(script);
                var error = result.ErrorId?.Split(',')[0];
                if (error is null)
                {
                    // White space, or the case of a letter in an escape: the same state, written differently.
                    AssertSameMeaning(variant, script, result, watermark, expected);
                    break;
                }

                Assert.True(Refusals.Contains(error), $"Variant {variant}, {script}: {result.ErrorId}");
                Assert.Empty(result.Output);
                Assert.True(bad.SequenceEqual(File.ReadAllBytes(_state)), $"Variant {variant} was changed by {script}.");
                refused++;
            }

            Assert.Equal([], Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Where(n => n is not ("s.json" or "s.json.bak")));
            File.Delete(_state + ".bak");
        }

        Assert.InRange(refused, Variants, int.MaxValue);
    }

    // As a user could write them, with a valid checksum: each is refused with an ErrorId, or used as written.
    [Theory]
    [InlineData("\"version\": 2", "\"version\": 3")]
    [InlineData("\n  \"runs\": \\[.*?\n  \\]", "\n  \"runs\": null")]
    [InlineData("\"skipped\": \\[\\]", "\"skipped\": null")]
    [InlineData("\"columns\": \\[[^]]*\\]", "\"columns\": null")]
    [InlineData("\"columns\": \\[[^]]*\\]", "\"columns\": [null]")]
    [InlineData("\"server\": \"[^\"]*\"", "\"server\": null")]
    [InlineData("\"table\": \"[^\"]*\"", "\"table\": null")]
    [InlineData("\"database\": \"[^\"]*\"", "\"database\": 1")]
    [InlineData("\"start\": \"[^\"]*\"", "\"start\": null")]
    [InlineData("\"start\": \"[^\"]*\"", "\"start\": \"yesterday\"")]
    [InlineData(Key, "\"key\": 1.5")]
    [InlineData(Key, "\"key\": []")]
    [InlineData(Key, "\"key\": [null]")]
    [InlineData(Key, "\"key\": [1.5]")]
    [InlineData(Key, "\"key\": [\"text\"]")]
    [InlineData(Key, "\"key\": [1, 2]")]
    [InlineData(Key, "\"key\": 99999999999999999999")]
    [InlineData(Key, "\"key\": \"7\"")]
    [InlineData("\"cursor_value\": \"[^\"]*\"", "\"cursor_value\": \"0000-00-00T00:00:00Z\"")]
    [InlineData("\"cursor_value\": \"[^\"]*\"", "\"cursor_value\": \"9999-12-31T23:59:59.999999Z\"")]
    [InlineData("\"cursor_value\": \"[^\"]*\",", "")]
    [InlineData("\"generation\": \\d+", "\"generation\": null")]
    [InlineData("\"generation\": \\d+", "\"generation\": 1, \"more\": []")]
    [InlineData("\"id\": \"[^\"]*\"", "\"id\": \"none\"")]
    [InlineData("\"kind\": \"pipeline\"", "\"kind\": \"queue\"")]
    [InlineData("\"kind\": \"pipeline\",", "")]
    [InlineData("\"run_id\": \"[^\"]*\"", "\"run_id\": \"none\"")]
    [InlineData("\"staged\": \\{", "\"staged\": {\"more\": 1,")]
    [InlineData("\"run\": \\{[^}]*\\}", "\"run\": null")]
    [InlineData("\"server\": \"", "\"server\": \"\\\\ud800")]
    public void An_inconsistent_state_with_a_valid_checksum_is_refused(string what, string with)
    {
        var text = Regex.Replace(File.ReadAllText(_state), what, with, RegexOptions.Singleline);
        Assert.NotEqual(File.ReadAllText(_state), text);
        File.WriteAllText(_state, StateDamage.Seal(text));
        var bad = File.ReadAllBytes(_state);

        foreach (var script in Commands(0).Concat(Commands(1)))
        {
            // Get- shows a valid state even if a sync would refuse it.
            var result = _host.Run(script);
            var error = result.ErrorId?.Split(',')[0];
            Assert.True(
                error is not null
                    ? Refusals.Contains(error)
                    : script.StartsWith("Get-", StringComparison.Ordinal) || script.Contains("-WhatIf", StringComparison.Ordinal),
                $"{script}: {result.ErrorId}");
        }

        Assert.Equal(bad, File.ReadAllBytes(_state));
    }

    [Theory]
    [InlineData("{\"last_updated_at\": \"2024-02-14T22:59:59Z\"}", "4")]
    [InlineData("{\"last_updated_at\": \"2024-02-14 22:59:59\"}", "4")]
    [InlineData("{\"last_updated_at\": \"2024-02-14T23:59:59+01:00\"}", "4")]
    [InlineData("\ufeff{ \"last_updated_at\" : \"2024-02-14T22:59:59Z\" }\r\n", "4")]
    public void The_example_connectors_state_is_resumed_inclusively_and_upgraded(string content, string first)
    {
        File.WriteAllText(_state, content);

        Assert.Equal(first, Keys("Sync-RedshiftCustomers $state -Since 2024-01-01")[0]);
        Assert.Contains("\"checksum\"", File.ReadAllText(_state), StringComparison.Ordinal);
        Assert.Empty(Keys("Sync-RedshiftCustomers $state"));
    }

    [Fact]
    public void A_lone_backup_is_an_error_until_it_is_restored()
    {
        File.Move(_state, _state + ".bak");

        foreach (var script in Commands(1))
        {
            Assert.Equal("StateFileDamaged", _host.Run(script).ErrorId?.Split(',')[0]);
        }

        Assert.False(File.Exists(_state));
        File.Copy(_state + ".bak", _state);
        Assert.NotEmpty(Keys("Sync-RedshiftCustomers $state"));
    }

    // A different command each time, so that every command reads every kind of damage; those that write come last.
    private static string[] Commands(int variant) =>
    [
        "Get-RedshiftSyncState $state",
        (variant % 4) switch
        {
            0 => "Confirm-RedshiftSyncState $state -WhatIf",
            1 => "Set-RedshiftSyncState $state -UpdatedAt 2024-05-01 -WhatIf",
            2 => "Sync-RedshiftCustomers $state -WhatIf",
            _ => "Sync-RedshiftCustomers $state -Destination $db",
        },
        "Sync-RedshiftCustomers $state -WarningAction SilentlyContinue | ForEach-Object { $_.CustomerId }",
    ];

    private void AssertSameMeaning(int variant, string script, ScriptResult result, string watermark, List<string> expected)
    {
        if (script.StartsWith("Get-", StringComparison.Ordinal))
        {
            Assert.True(watermark == Watermark(), $"Variant {variant} moved the watermark.");
            result = _host.Run(
                "Sync-RedshiftCustomers $state -WarningAction SilentlyContinue | ForEach-Object { $_.CustomerId }").ThrowIfFailed();
        }

        Assert.True(expected.SequenceEqual(result.Output.Select(o => $"{o}")), $"Variant {variant} delivered something else.");
    }

    private string Watermark() => $"{_host.Run("(Get-RedshiftSyncState $state).Watermark").ThrowIfFailed().Output.Single()}";

    private List<string> Keys(string script) =>
    [
        .. _host.Run(script + " | ForEach-Object { $_.CustomerId }").ThrowIfFailed().Output.Select(
            o => Convert.ToString(o.BaseObject, CultureInfo.InvariantCulture)!),
    ];
}
