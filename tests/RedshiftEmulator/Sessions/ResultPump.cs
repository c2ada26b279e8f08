using RedshiftSync.RedshiftEmulator.Backend;
using RedshiftSync.RedshiftEmulator.Wire;

namespace RedshiftSync.RedshiftEmulator.Sessions;

/// <summary>Passes messages from the backend to the client, and applies options and faults to rows.</summary>
internal sealed class ResultPump(
    RedshiftServer server,
    ClientSession session,
    BackendConnection backend,
    ErrorTranslation errors,
    ParameterStatus parameters)
{
    private readonly MessageWriter _output = new();
    private readonly RowShuffler _shuffler = new(server.Options.ShuffleSeed);
    private readonly TextDamage _textDamage = new(server.Options.RawBytes);
    private readonly ResultFaults _faults = new(server, session);

    // The current result.
    private PendingAnswer? _answer;
    private int _rows;
    private bool _isShuffled;
    private BinaryDamage? _binaryDamage;

    /// <summary>Runs until the backend disconnects or the session is cut.</summary>
    public void Run()
    {
        do
        {
            while (backend.Reader.TryTake(out var message))
            {
                if (!Handle(message))
                {
                    return;
                }
            }

            _output.SendTo(session.Stream);
        }
        while (backend.Reader.Fill());
    }

    /// <returns>False when the session is over.</returns>
    private bool Handle(Message message)
    {
        if (message.Type == 'D' && !_faults.DropsAnswers)
        {
            return Row(message);
        }

        if (_faults.DropsAnswers && message.Type is not ('Z' or 'S'))
        {
            return true;
        }

        switch (message.Type)
        {
            case 'T':
                Description(message);
                break;
            case 'n':
                session.Answers.Described();
                break;
            case 'C' or 'I' or 's':
                return Complete(message);
            case 'E':
                return Error(message);
            case 'N':
                Notice(message);
                return true;
            case 'S':
                parameters.Pass(message, _output);
                return true;
            case 'Z':
                Ready(message);
                break;
            default:
                break;
        }

        _output.Append(message.Whole);
        return true;
    }

    private bool Row(Message row)
    {
        if (_answer is null)
        {
            Begin();
        }

        if (!_faults.Fire(_answer?.Result, _rows, row, _output, _shuffler))
        {
            return false;
        }

        if (_faults.DropsAnswers)
        {
            return true;
        }

        _rows++;
        _binaryDamage?.Apply(row);
        _textDamage.Apply(row);
        if (!_isShuffled)
        {
            _output.Append(row.Whole);
        }
        else if (_shuffler.Add(row.Whole))
        {
            _shuffler.Flush(_output);
        }

        return true;
    }

    private void Begin()
    {
        _answer = session.Answers.Current ?? new PendingAnswer(AnswerKind.Sync, []);
        _rows = 0;
        _isShuffled = _answer.Result?.IsUnordered == true;
        _binaryDamage = new BinaryDamage(_answer, server.Quirks.WrongBinary);
        _faults.Begin();
        _shuffler.Restart();
    }

    private void Description(Message message)
    {
        var columns = RowDescription.Change(message, server.Options.ColumnTypes);
        if (session.Answers.Current?.Result is { } result)
        {
            result.ColumnTypes = columns;
        }

        session.Answers.Described();
    }

    private bool Complete(Message message)
    {
        if (_answer is null)
        {
            Begin();
        }

        if (!_faults.Fire(_answer?.Result, _rows, message, _output, _shuffler))
        {
            return false;
        }

        if (_faults.DropsAnswers)
        {
            return true;
        }

        _shuffler.Flush(_output);
        if (message.Type == 'C')
        {
            session.State.Completed(message.Body);
        }

        session.Answers.Completed();
        _answer = null;
        _output.Append(message.Whole);
        return true;
    }

    private bool Error(Message message)
    {
        _shuffler.Flush(_output);
        var error = ErrorFields.Parse(message);
        var isFatal = false;
        if (session.Refusals.TryTake(error.Text, out var refusal, out isFatal))
        {
            error = ErrorTranslation.Of(refusal, isFatal);
            if (refusal.Information is { } information)
            {
                new ErrorFields("INFO", "00000", information).Write(_output, 'N');
            }
        }
        else
        {
            errors.Translate(error);
        }

        error.Write(_output, 'E');
        if (isFatal)
        {
            _output.SendTo(session.Stream);
            session.Cut(Cut.End);
        }

        return !isFatal;
    }

    private void Notice(Message message)
    {
        var notice = ErrorFields.Parse(message);
        errors.Translate(notice);
        notice.Write(_output, 'N');
    }

    private void Ready(Message message)
    {
        _faults.Finish(message, _output);
        _answer = null;
        session.State.Ready((char)message.Body[0]);
        session.Answers.Ready();
    }
}
