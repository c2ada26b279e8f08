using System.Diagnostics;
using RedshiftSync.RedshiftEmulator.Faults;

namespace RedshiftSync.RedshiftEmulator;

/// <summary>
/// The faults of a <see cref="RedshiftServer"/>, one after another. A fault after rows applies to the next query that reads a table and
/// returns enough of them; <see cref="On(string)"/> selects other statements. A plan is immutable; <see cref="Fired"/> counts the faults so
/// far.
/// </summary>
public sealed class FaultPlan
{
    private readonly Lock _gate = new();
    private readonly Fault[] _faults;
    private volatile Fault? _current;
    private Action<Fault>? _entered;
    private Stopwatch _sinceEntered = new();
    private int _index;
    private int _skipped;
    private int _firedHere;
    private int _fired;

    private FaultPlan(params Fault[] faults)
    {
        _faults = faults;
        _current = faults.Length > 0 ? faults[0] : null;
    }

    /// <summary>No faults.</summary>
    public static FaultPlan None { get; } = new();

    /// <summary>How often a fault has happened.</summary>
    public int Fired => Volatile.Read(ref _fired);

    /// <summary>Whether all faults have happened.</summary>
    public bool IsDone => _current is null;

    internal Fault? Current => _current;

    /// <summary>Cuts the connection after a number of rows of a result.</summary>
    public static FaultPlan CutAfterRow(int row, Cut how = Cut.Reset) => new(new Fault(FaultKind.CutAfterRow) { Row = row, Cut = how });

    /// <summary>Cuts one connection after another, each after a number of rows of its result. Each number is used for one cut.</summary>
    public static FaultPlan CutAfterRows(IEnumerable<int> rows, Cut how = Cut.Reset) =>
        new([.. rows.Select(row => new Fault(FaultKind.CutAfterRow) { Row = row, Cut = how })]);

    /// <summary>Stalls after a number of rows: the connection stays open and nothing more is sent.</summary>
    public static FaultPlan StallAfterRow(int row, bool answersCancel = true) =>
        new(new Fault(FaultKind.StallAfterRow) { Row = row, AnswersCancel = answersCancel });

    /// <summary>
    /// Ends a result with an error after a number of rows. States 57P… and 08… end the session as well; XX000 without a detail gets the
    /// block that Redshift adds to internal errors.
    /// </summary>
    public static FaultPlan ErrorAfterRow(int row, string sqlState, string message, string? detail = null) =>
        new(new Fault(FaultKind.ErrorAfterRow) { Row = row, SqlState = sqlState, Message = message, Detail = detail });

    /// <summary>Redshift's serialization failure: XX000 with the message 1023.</summary>
    public static FaultPlan IsolationViolationAfterRow(int row) => ErrorAfterRow(
        row, "XX000", "1023",
        "Serializable isolation violation on table - 100095, transactions forming the cycle are: 2311, 2312 (pid:4242)");

    /// <summary>Answers a statement that contains this text with an error.</summary>
    public static FaultPlan ErrorOnStatement(string containing, string sqlState, string message, string? detail = null) =>
        new FaultPlan(new Fault(FaultKind.ErrorOnStatement) { SqlState = sqlState, Message = message, Detail = detail }).On(containing);

    /// <summary>Cuts the connection when a statement that contains this text arrives.</summary>
    public static FaultPlan CutOnStatement(string containing, Cut how = Cut.Reset) =>
        new FaultPlan(new Fault(FaultKind.CutOnStatement) { Cut = how }).On(containing);

    /// <summary>Stops listening for this long once this is the current fault; open sessions stay.</summary>
    public static FaultPlan RefuseConnectionsFor(TimeSpan duration) => new(new Fault(FaultKind.RefuseConnections) { Duration = duration });

    /// <summary>Answers logins with 57P03 for this long once this is the current fault.</summary>
    public static FaultPlan SlowStart(TimeSpan duration) =>
        new(new Fault(FaultKind.SlowStart) { Duration = duration, Times = int.MaxValue });

    /// <summary>Answers this many logins with 53300.</summary>
    public static FaultPlan TooManyConnections(int logins = 1) => new(new Fault(FaultKind.TooManyConnections) { Times = logins });

    /// <summary>Selects statements that contain this text, whether they read a table or not.</summary>
    public FaultPlan On(string containing) => On(statement => statement.Contains(containing, StringComparison.OrdinalIgnoreCase));

    /// <summary>Selects statements by their text.</summary>
    public FaultPlan On(Func<string, bool> statement) => With(fault => fault with { Matches = statement });

    /// <summary>Skips this many of the selected statements first.</summary>
    public FaultPlan Skip(int statements) => With(fault => fault with { Skip = statements });

    /// <summary>Repeats the fault this many times.</summary>
    public FaultPlan Repeat(int times) => With(fault => fault with { Times = times });

    /// <summary>Repeats the fault every time.</summary>
    public FaultPlan Always() => Repeat(int.MaxValue);

    /// <summary>Continues with another plan when this one is done.</summary>
    public FaultPlan Then(FaultPlan next)
    {
        ArgumentNullException.ThrowIfNull(next);
        return new([.. _faults, .. next._faults]);
    }

    /// <summary>Starts the plan; <paramref name="entered"/> is called for each fault that becomes the current one.</summary>
    internal void Arm(Action<Fault> entered)
    {
        lock (_gate)
        {
            _entered = entered;
            Enter();
        }
    }

    /// <summary>Whether a fault applies to a statement. To be called once per statement, because skipped statements are counted.</summary>
    internal bool Matches(Fault fault, string statement, bool readsTable)
    {
        if (!(fault.Matches?.Invoke(statement) ?? readsTable))
        {
            return false;
        }

        lock (_gate)
        {
            return ReferenceEquals(fault, _current) && _skipped++ >= fault.Skip;
        }
    }

    /// <summary>Marks a fault as happening now; false if another session was faster or the fault has expired.</summary>
    internal bool TryFire(Fault fault)
    {
        lock (_gate)
        {
            if (!ReferenceEquals(fault, _current))
            {
                return false;
            }

            if (fault.Kind == FaultKind.SlowStart && _sinceEntered.Elapsed > fault.Duration)
            {
                Leave();
                return false;
            }

            _fired++;
            if (++_firedHere >= fault.Times)
            {
                Leave();
            }

            return true;
        }
    }

    private FaultPlan With(Func<Fault, Fault> change) => new([.. _faults.Select(change)]);

    private void Leave()
    {
        _index++;
        _current = _index < _faults.Length ? _faults[_index] : null;
        Enter();
    }

    private void Enter()
    {
        _skipped = 0;
        _firedHere = 0;
        _sinceEntered = Stopwatch.StartNew();
        if (_current is { } fault)
        {
            _entered?.Invoke(fault);
        }
    }
}
