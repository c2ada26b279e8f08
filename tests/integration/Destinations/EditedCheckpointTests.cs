using System.Text.RegularExpressions;
using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Destinations;

/// <summary>Checkpoints in a destination that somebody has edited: refused by name before a row is read or written.</summary>
[Collection(SharedSource.Name)]
[Trait("Source", "none")]
public sealed class EditedCheckpointTests(SourceFixture source, TargetFixture targets) : DestinationTest(source, targets)
{
    private const string Key = "\"key\":\\[\\d+\\]";

    // Patterns.
    private static readonly (string What, string With)[] Edits =
    [
        (Key, "\"key\":[]"),
        (Key, "\"key\":[null]"),
        (Key, "\"key\":[1.5]"),
        (Key, "\"key\":[\"text\"]"),
        (Key, "\"key\":[1,2]"),
        (Key, "\"key\":1"),
        ("\"version\":2", "\"version\":3"),
        ("\"version\":2", "\"version\":2,\"version\":2"),
        ("\"version\":2,", ""),
        ("\"start\":\"2024", "\"begin\":\"2024"),
        ("\"start\":\"2024", "\"start\":\"year"),
        ("\"generation\":", "\"generation\":\"many\",\"more\":"),
        ("\"server\":\"", "\"server\":\"\\ud800"),
        ("\\{", "["),
        ("\\{", ""),
    ];

    [Theory, MemberData(nameof(Kinds))]
    public void An_edited_checkpoint_is_refused(string kind)
    {
        SampleCustomers.Create(Source.Server, generated: 20);
        var target = Create(kind);
        Delivered(target);
        var (good, state) = (target.Query("SELECT checkpoint FROM redshiftsync_checkpoint").Single()!, File.ReadAllBytes(State));
        target.Execute("UPDATE customers SET first_name = 'own'");

        string[] commands = ["Sync-RedshiftCustomers $state @to", "Sync-RedshiftCustomers $state @to -Full", "Test-RedshiftSync @to"];
        for (var i = 0; i < Edits.Length; i++)
        {
            var bad = Regex.Replace(good, Edits[i].What, Edits[i].With);
            Assert.NotEqual(good, bad);
            target.Execute($"UPDATE redshiftsync_checkpoint SET checkpoint = '{bad}'");

            var command = commands[i % commands.Length];
            var error = Run(target, command).ErrorId?.Split(',')[0];
            Assert.True(error == ErrorId.DestinationUnavailable, $"{command} of {bad}: {error}");
        }

        Assert.Equal(state, File.ReadAllBytes(State));
        target.Execute($"UPDATE redshiftsync_checkpoint SET checkpoint = '{good}'");
        Assert.Equal(0L, Delivered(target).RowsDelivered);
        Assert.Equal(["own"], target.Query("SELECT DISTINCT first_name FROM customers"));
    }

    // The number of a checkpoint decides about a warning only.
    [Theory, MemberData(nameof(Kinds))]
    public void A_strange_generation_loses_no_row(string kind)
    {
        foreach (var generation in new[] { "-5", $"{long.MaxValue}" })
        {
            SampleCustomers.Create(Source.Server, generated: 20);
            var target = Create(kind);
            foreach (var file in Directory.GetFiles(Folder.Path))
            {
                File.Delete(file);
            }

            Delivered(target, "-MaxRow 10");
            var checkpoint = target.Query("SELECT checkpoint FROM redshiftsync_checkpoint").Single()!;
            var at = checkpoint.IndexOf("\"generation\":", StringComparison.Ordinal) + "\"generation\":".Length;
            target.Execute($"UPDATE redshiftsync_checkpoint SET checkpoint = '{checkpoint[..at]}{generation}}}}}'");

            Delivered(target, "-MaxRow 5 -BatchSize 2");
            Delivered(target);

            Assert.Equal(Warehouse.SourceRows(Source.Server), target.Rows());
        }
    }
}
