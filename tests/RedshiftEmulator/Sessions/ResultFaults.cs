using RedshiftSync.RedshiftEmulator.Faults;
using RedshiftSync.RedshiftEmulator.Sql;
using RedshiftSync.RedshiftEmulator.Wire;

namespace RedshiftSync.RedshiftEmulator.Sessions;

/// <summary>The faults of a plan that occur after a number of rows of a result.</summary>
internal sealed class ResultFaults(RedshiftServer server, ClientSession session)
{
    private FaultPlan? _plan;
    private Fault? _fault;
    private Fault? _asked;

    // Sent when the backend is ready: a stalled query was cancelled.
    private ErrorFields? _pendingError;

    /// <summary>Whether the backend's answers are dropped up to ReadyForQuery, because the client gets an error instead.</summary>
    public bool DropsAnswers { get; private set; }

    /// <summary>Begins a result.</summary>
    public void Begin()
    {
        _fault = null;
        _asked = null;
    }

    /// <summary>Lets the fault occur that is due before the next message, if there is one.</summary>
    /// <returns>False when the session is over.</returns>
    public bool Fire(ResultInfo? result, int rows, Message next, MessageWriter output, RowShuffler shuffler)
    {
        Choose(result);
        if (_fault is not { } fault || rows != fault.Row)
        {
            return true;
        }

        _fault = null;
        if (!_plan!.TryFire(fault))
        {
            return true;
        }

        shuffler.Flush(output);
        return fault.Kind switch
        {
            FaultKind.CutAfterRow => Cut(fault.Cut, next, output),
            FaultKind.StallAfterRow => Stall(fault.AnswersCancel, output),
            _ => Fail(fault, output),
        };
    }

    /// <summary>Passes on ReadyForQuery: after it, answers are no longer dropped.</summary>
    public void Finish(Message ready, MessageWriter output)
    {
        if (!DropsAnswers)
        {
            return;
        }

        _pendingError?.Write(output, 'E');
        _pendingError = null;
        DropsAnswers = false;

        // The backend's transaction may not have failed.
        ready.Body[0] = ready.Body[0] == (byte)'T' ? (byte)'E' : ready.Body[0];
    }

    // Plans can change in the middle of a result: this is called for every row, and has to be cheap.
    private void Choose(ResultInfo? result)
    {
        var plan = server.Faults;
        var current = plan.Current;
        if (ReferenceEquals(current, _asked))
        {
            return;
        }

        _asked = current;
        _plan = plan;
        _fault = current is { IsForRows: true } && result is not null && plan.Matches(current, result.Text, result.ReadsTable)
            ? current
            : null;
    }

    private bool Cut(Cut how, Message next, MessageWriter output)
    {
        if (how == RedshiftEmulator.Cut.InsideRow)
        {
            output.Append(next.Whole[..(next.Whole.Length / 2)]);
        }

        output.SendTo(session.Stream);
        session.Cut(how);
        return false;
    }

    private bool Stall(bool answersCancel, MessageWriter output)
    {
        output.SendTo(session.Stream);
        if (!session.Stall(answersCancel))
        {
            return false;
        }

        DropsAnswers = true;
        _pendingError = ErrorTranslation.Of(new Refusal(SqlState.QueryCanceled, ErrorTranslation.CanceledText(server.NextQuery())));
        return true;
    }

    private bool Fail(Fault fault, MessageWriter output)
    {
        var refusal = new Refusal(fault.SqlState, fault.Message) { Detail = fault.Detail };
        ErrorTranslation.Of(refusal, fault.IsFatal).Write(output, 'E');
        if (fault.IsFatal)
        {
            output.SendTo(session.Stream);
            session.Cut(RedshiftEmulator.Cut.End);
            return false;
        }

        // The rest would be dropped anyway.
        session.CancelBackend();
        DropsAnswers = true;
        return true;
    }
}
