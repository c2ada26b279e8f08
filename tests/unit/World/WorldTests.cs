using CsCheck;

namespace RedshiftSync.UnitTests.World;

/// <summary>
/// Random histories. A failing one is shrunk, and printed with its seed: set the environment variable CsCheck_Seed to repeat it, and
/// CsCheck_Iter to run more of them.
/// </summary>
public sealed class WorldTests
{
    private const int DefaultWorlds = 300;

    private static readonly Gen<TimeSpan> Moment = Gen.Int[0, 59_999_999].Select(us => TimeSpan.FromMicroseconds(us));

    private static readonly Gen<WorldEvent> Arrival = Gen.Select(
        Gen.Frequency(
            (12, Gen.Const(RowKind.WithCursor)), (1, Gen.Const(RowKind.NullCursor)), (1, Gen.Const(RowKind.Future)),
            (1, Gen.Const(RowKind.Unreadable)), (1, Gen.Const(RowKind.Keyless))),
        Gen.Int[1, 12],
        Gen.Long[1, 20],
        Gen.Frequency((4, Gen.Const(false)), (1, Gen.Const(true))),
        Moment,
        Gen.Bool,
        Gen.Frequency((1, Gen.Const(TimeSpan.Zero)), (1, Moment)),
        (kind, count, key, isOneKey, age, isWholeSecond, delay) =>
            (WorldEvent)new RowsArrive(kind, count, key, isOneKey, age, isWholeSecond, delay));

    private static readonly Gen<WorldEvent> Update = Gen.Select(
        Gen.Int[0, 1000], Moment, (index, age) => (WorldEvent)new RowIsUpdated(index, age));

    private static readonly Gen<WorldEvent> Clock = Gen.Frequency(
        (5, Gen.Int[0, 120_000_000].Select(us => (WorldEvent)new ClockMoves(TimeSpan.FromMicroseconds(us)))),
        (1, Gen.Int[0, 30_000_000].Select(us => (WorldEvent)new ClockMoves(-TimeSpan.FromMicroseconds(us)))));

    private static readonly Gen<WorldEvent> Sync = Gen.Select(
        Gen.Enum<SyncMode>(),
        Gen.Int[1, 9],
        Gen.Enum<Trouble>(),
        Gen.Int[0, 60],
        Gen.Int[0, 6],
        Gen.Frequency((8, Gen.Const(false)), (1, Gen.Const(true))),
        Gen.Frequency((3, Gen.Const((int?)null)), (1, Gen.Int[1, 9].Select(n => (int?)n))),
        Gen.Frequency((3, Gen.Const(TimeSpan.Zero)), (1, Moment)),
        (mode, size, trouble, at, cuts, isFull, maxRow, lookback) =>
            (WorldEvent)new SyncHappens(mode, size, trouble, at, cuts, isFull, maxRow, lookback));

    private static readonly Gen<WorldEvent[]> History = Gen.Frequency((4, Arrival), (2, Update), (3, Clock), (4, Sync)).Array[1, 40];

    [Fact]
    public void No_row_is_missed_or_invented_in_any_history() => History.Sample(
        events =>
        {
            using var world = new WorldModel();
            foreach (var happening in events)
            {
                world.Do(happening);
            }

            world.CheckFinalState();
        },
        print: events => string.Join(Environment.NewLine, events.Select(e => e.ToString())),
        iter: Environment.GetEnvironmentVariable("CsCheck_Iter") is null ? DefaultWorlds : -1,
        threads: 2);
}
