using CsCheck;

namespace RedshiftSync.UnitTests.World;

/// <summary>
/// Random histories of two states and two destinations. A failing history is shrunk, and printed with its seed: see <see
/// cref="WorldTests"/>.
/// </summary>
public sealed class ClaimTests
{
    private const int Histories = 1000;
    private const int ThoroughHistories = 50_000;

    private static readonly Gen<int> Which = Gen.Int[0, 1];
    private static readonly Gen<double> Share = Gen.Int[0, 20].Select(twentieths => twentieths / 20.0);
    private static readonly Gen<bool> Seldom = Gen.Int[0, 9].Select(n => n == 9);

    private static readonly Gen<ClaimEvent> Change = Gen.Select(
        Gen.Long[1, 12],
        Gen.Int[1, 5],
        Gen.Bool,
        Seldom,
        Gen.Int[0, 60],
        (key, count, isOneStamp, isDuplicate, minutes) => (ClaimEvent)new RowsChange(key, count, isOneStamp, isDuplicate, minutes));

    private static readonly Gen<(bool IsFull, int? MaxRow, int Lookback, int BatchSize)> Parameters = Gen.Select(
        Gen.Int[0, 5].Select(n => n == 5),
        Gen.Int[0, 9].Select(n => n > 5 ? n - 5 : (int?)null),
        Gen.Int[0, 3].Select(n => n == 3 ? 30 : 0),
        Gen.Int[1, 5]);

    private static readonly Gen<ClaimEvent> Run = Gen.Select(
        Which,
        Gen.Int[0, 6].Select(n => n == 6 ? (int?)null : n % 2),
        Gen.Frequency((1, Gen.Const((double?)null)), (1, Share.Select(s => (double?)s))),
        Parameters,
        Gen.Frequency((4, Gen.Const(Ending.Good)), (3, Gen.Enum<Ending>())),
        Gen.Int[0, 8],
        (state, destination, since, p, ending, at) =>
            (ClaimEvent)new RunHappens(state, destination, since, p.IsFull, p.MaxRow, p.Lookback, p.BatchSize, ending, at));

    private static readonly Gen<ClaimEvent> Copy = Gen.Select(
        Gen.Bool, Which, Gen.Bool, (isState, which, isRestore) => (ClaimEvent)new CopyHappens(isState, which, isRestore));

    private static readonly Gen<ClaimEvent> Set = Gen.Select(
        Which, Share, Gen.Int[0, 15], (state, to, key) => (ClaimEvent)new StateIsSet(state, to, key == 0 ? null : key));

    private static readonly Gen<ClaimEvent> Interfering = Gen.Select(
        Which, Gen.Enum<Interference>(), (destination, kind) => (ClaimEvent)new DestinationIsChanged(destination, kind));

    private static readonly Gen<ClaimEvent[]> History = Gen.Frequency(
        (8, Change), (10, Run), (4, Copy), (2, Set), (1, Which.Select(state => (ClaimEvent)new StateIsCleared(state))),
        (1, Interfering)).Array[1, 20];

    [Fact]
    public void A_destination_has_every_row_that_its_checkpoint_claims() => History.Sample(
        events =>
        {
            using var model = new ClaimModel();
            foreach (var happening in events)
            {
                model.Do(happening);
            }

            model.CheckFinalState();
        },
        print: events => string.Join(Environment.NewLine, events.Select(e => e.ToString())),
        iter: Environment.GetEnvironmentVariable("CsCheck_Iter") is not null ? -1
            : Environment.GetEnvironmentVariable("REDSHIFTSYNC_TEST_THOROUGH") == "1" ? ThoroughHistories : Histories,
        threads: 2);
}
