using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Sync;

/// <summary>
/// A state file goes from each consumer to each other one: a destination receives what it lacks, and the pipeline is refused a checkpoint
/// that was advanced for a destination.
/// </summary>
[Collection(SharedSource.Name)]
[Trait("Source", "none")]
public sealed class ConsumerTests : DestinationTest
{
    private const int FirstRows = 10;

    private static readonly string[] Consumers = ["pipeline", "confirmed", "block", "sqlite1", "sqlite2", "postgresql"];

    // Each kind to each other kind, once, and one destination to another.
    private static readonly (string First, string Second)[] SomePairs =
    [
        ("sqlite1", "pipeline"), ("postgresql", "block"), ("sqlite1", "confirmed"), ("pipeline", "sqlite1"), ("block", "postgresql"),
        ("confirmed", "sqlite1"), ("sqlite1", "postgresql"), ("block", "pipeline"),
    ];

    private readonly PostgresTarget _postgres;
    private readonly List<string> _expected;
    private int _cases;

    // What the pipeline and blocks have received, and the destinations of the present case.
    private HashSet<string> _received = [];
    private string State1 => Folder[$"{_cases}.json"];

    public ConsumerTests(SourceFixture source, TargetFixture targets)
        : base(source, targets)
    {
        SampleCustomers.Create(source.Server, generated: 20);
        _expected = [.. Warehouse.SourceRows(source.Server).Select(row => row.Split('|')[0])];
        _postgres = targets.CreatePostgres();
    }

    [Fact]
    public void Each_pair_and_back_again()
    {
        foreach (var (first, second) in Consumers.SelectMany(first => Consumers.Select(second => (first, second))))
        {
            Begin(first);
            Check(first, second, second, "", "", isRefused: IsDestination(first) && !IsDestination(second));
            var last = IsDestination(first) && !IsDestination(second) ? first : second;
            Check(first, second, first, "", "", isRefused: IsDestination(last) && !IsDestination(first));
        }
    }

    // What does not let the pipeline have a destination's checkpoint.
    [Theory]
    [InlineData("", "-Force")]
    [InlineData("", "-WhatIf")]
    [InlineData("", "-Lookback 1d")]
    [InlineData("Set-RedshiftSyncState $state -UpdatedAt 2024-01-01", "")]
    [InlineData("Set-RedshiftSyncState $state -ReleaseConsumer -WhatIf", "")]
    [InlineData("[IO.File]::Delete(\"$state.bak\")", "")]
    [InlineData("[IO.File]::Copy(\"$state.bak\", $state, $true)", "")]
    [InlineData("Clear-RedshiftSyncState $state -WhatIf", "")]
    public void The_rule_holds_after(string between, string parameters)
    {
        foreach (var (first, second) in SomePairs)
        {
            Begin(first);
            Check(first, second, second, between, parameters, isRefused: IsDestination(first) && !IsDestination(second));
        }
    }

    [Theory]
    [InlineData("", "-Full")]
    [InlineData("Clear-RedshiftSyncState $state -Confirm:$false", "")]
    public void Starting_over_lets_every_consumer_have_every_row(string between, string parameters)
    {
        foreach (var (first, second) in SomePairs)
        {
            Begin(first);
            _received.Clear();
            Check(first, second, second, between, parameters, isRefused: false);
        }
    }

    [Fact]
    public void A_released_checkpoint_is_continued_by_the_pipeline_and_a_destination_still_gets_every_row()
    {
        foreach (var (first, second) in SomePairs.Where(pair => IsDestination(pair.First)))
        {
            Begin(first);
            var given = Rows(first);
            Host.Run("Set-RedshiftSyncState $state -ReleaseConsumer -WarningAction SilentlyContinue", ("state", State1)).ThrowIfFailed();

            Assert.Null(Run(second, "").ErrorId);

            Assert.Equal(IsDestination(second) ? _expected : [.. _expected.Except(given)], Rows(second));
        }
    }

    // A staged checkpoint of a run whose rows never arrived is not a destination's.
    [Fact]
    public void An_unconfirmed_checkpoint_cannot_be_confirmed_once_a_destination_has_gone_on()
    {
        foreach (var second in Consumers.Where(IsDestination))
        {
            Begin("pipeline");
            Host.Run("$null = Sync-RedshiftCustomers $state -MaxRow 5 -Checkpoint Manual", ("state", State1)).ThrowIfFailed();

            Check("pipeline", second, second, "", "", isRefused: false);

            AssertFailed("StateNotStaged", Host.Run("Confirm-RedshiftSyncState $state", ("state", State1)));
            Check("pipeline", second, "pipeline", "", "", isRefused: true);
        }
    }

    private static bool IsDestination(string consumer) => consumer is "sqlite1" or "sqlite2" or "postgresql";

    private void Begin(string first)
    {
        _cases++;
        _received = [];
        Run(first, $"-MaxRow {FirstRows}").ThrowIfFailed();
        Assert.InRange(Rows(first).Count, FirstRows, _expected.Count - 1);
    }

    private void Check(string first, string second, string consumer, string between, string parameters, bool isRefused)
    {
        if (between.Length > 0)
        {
            Host.Run(between, ("state", State1)).ThrowIfFailed();
        }

        var before = File.Exists(State1) ? File.ReadAllText(State1) : null;

        var error = Run(consumer, parameters).ErrorId?.Split(',')[0];

        var what = $"{first} to {second}: {consumer} after '{between}' with '{parameters}' ended with {error ?? "no error"}";
        Assert.True(error == (isRefused ? ErrorId.StateConsumerMismatch : null), what);
        if (isRefused || parameters == "-WhatIf")
        {
            Assert.Equal(before, File.ReadAllText(State1));
        }
        else
        {
            Assert.True(_expected.SequenceEqual(Rows(consumer)), $"{what}, which has {string.Join(' ', Rows(consumer))}");
        }
    }

    private ScriptResult Run(string consumer, string parameters)
    {
        const string Sync = "Sync-RedshiftCustomers $state -WarningAction SilentlyContinue";
        var isPreview = parameters == "-WhatIf";
        var script = consumer switch
        {
            "pipeline" => $"{Sync} {parameters} | ForEach-Object {{ \"$($_.CustomerId)\" }}",
            "confirmed" => $"{Sync} {parameters} -Checkpoint Manual | ForEach-Object {{ \"$($_.CustomerId)\" }}"
                + (isPreview ? "" : "; Confirm-RedshiftSyncState $state"),
            "block" => $"$keys = [Collections.Generic.List[string]]::new(); "
                + $"$null = {Sync} {parameters} -BatchSize 4 -ForEachBatch {{ "
                + "foreach ($row in $_) { $keys.Add(\"$($row.CustomerId)\") } }; $keys",
            "postgresql" =>
                $"$null = {Sync} {parameters} -BatchSize 4 -Destination $to -DestinationTable c{_cases} -DestinationCredential $credential",
            _ => $"$null = {Sync} {parameters} -BatchSize 4 -Destination $to",
        };
        var to = consumer == "postgresql" ? _postgres.Address : Folder[$"{_cases}.{consumer}.db"];
        var result = Host.Run(script, ("state", State1), ("to", to), ("credential", Targets.Credential));
        if (!IsDestination(consumer))
        {
            _received.UnionWith(result.Output.Select(key => $"{key}"));
        }

        return result;
    }

    private List<string> Rows(string consumer) =>
    [
        .. !IsDestination(consumer)
            ? _received.OrderBy(key => int.Parse(key, null))
            : (consumer == "postgresql" ? _postgres.Rows($"c{_cases}") : new SqliteTarget(Folder[$"{_cases}.{consumer}.db"]).Rows())
                .Select(row => row.Split('|')[0]),
    ];
}
