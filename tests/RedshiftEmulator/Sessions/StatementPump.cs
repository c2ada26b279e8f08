using RedshiftSync.RedshiftEmulator.Backend;
using RedshiftSync.RedshiftEmulator.Faults;
using RedshiftSync.RedshiftEmulator.Sql;
using RedshiftSync.RedshiftEmulator.Wire;

namespace RedshiftSync.RedshiftEmulator.Sessions;

/// <summary>Passes messages from the client to the backend; checks each statement, and records the pending answers.</summary>
internal sealed class StatementPump(RedshiftServer server, ClientSession session, MessageReader client, BackendConnection backend)
{
    private readonly MessageWriter _output = new();
    private readonly Dictionary<string, ResultInfo[]> _prepared = [];
    private readonly Dictionary<string, (ResultInfo[] Results, short[] Formats)> _portals = [];

    /// <summary>Runs until the client disconnects or the session is cut.</summary>
    public void Run()
    {
        do
        {
            while (client.TryTake(out var message))
            {
                if (!Handle(message))
                {
                    return;
                }
            }

            _output.SendTo(backend.Stream);
        }
        while (client.Fill());
    }

    private bool Handle(Message message)
    {
        var body = message.Read();
        switch (message.Type)
        {
            case 'Q':
                return Query(body.Text());
            case 'P':
                return Parse(body);
            case 'B':
                Bind(body);
                break;
            case 'D':
                session.Answers.Add(new PendingAnswer(AnswerKind.Describe, Described(body)));
                break;
            case 'E':
                Execute(body.Text());
                break;
            case 'S':
                session.Answers.Add(new PendingAnswer(AnswerKind.Sync, []));
                break;
            default:
                break;
        }

        _output.Append(message.Whole);
        return true;
    }

    private bool Query(string sql)
    {
        if (Examine(sql, []) is not var (text, results))
        {
            return false;
        }

        session.Answers.Add(new PendingAnswer(AnswerKind.Query, results));
        _output.Begin('Q').Text(text).End();
        return true;
    }

    private bool Parse(BodyReader body)
    {
        var name = body.Text();
        var sql = body.Text();
        var types = body.Rest().ToArray();
        if (Examine(sql, ParameterTypes(body)) is not var (text, results))
        {
            return false;
        }

        _prepared[name] = results;
        _output.Begin('P').Text(name).Text(text).Bytes(types).End();
        return true;
    }

    private void Bind(BodyReader body)
    {
        var portal = body.Text();
        var statement = body.Text();
        body.Formats();
        for (var left = body.Int16(); left > 0; left--)
        {
            body.Skip(Math.Max(0, body.Int32()));
        }

        _portals[portal] = (_prepared.GetValueOrDefault(statement, []), body.Formats());
    }

    private ResultInfo[] Described(BodyReader body) =>
        body.Byte() == 'S' ? _prepared.GetValueOrDefault(body.Text(), []) : _portals.GetValueOrDefault(body.Text(), ([], [])).Results;

    private void Execute(string portal)
    {
        var (results, formats) = _portals.GetValueOrDefault(portal, ([], []));
        session.Answers.Add(new PendingAnswer(AnswerKind.Execute, results) { Formats = formats });
    }

    private static uint[] ParameterTypes(BodyReader body)
    {
        var types = new uint[body.Int16()];
        for (var i = 0; i < types.Length; i++)
        {
            types[i] = (uint)body.Int32();
        }

        return types;
    }

    /// <returns>The text to send instead, or null if the session has been cut.</returns>
    private (string Text, ResultInfo[] Results)? Examine(string sql, uint[] parameterTypes)
    {
        var statements = Statement.Split(sql);
        var results = statements.Select(statement => new ResultInfo(statement)).ToArray();
        var refusal = statements.Select(Check).FirstOrDefault(found => found is not null);
        var fault = refusal is null ? FaultFor(sql, results) : null;
        if (fault is { Kind: FaultKind.ErrorOnStatement })
        {
            refusal = new Refusal(fault.SqlState, fault.Message) { Detail = fault.Detail };
        }

        server.Log.Add(new SentStatement(sql, parameterTypes, refusal?.SqlState, session.Process));
        if (fault is { Kind: FaultKind.CutOnStatement })
        {
            session.Cut(fault.Cut);
            return null;
        }

        return refusal is null
            ? (Rewriter.Rewrite(sql, statements, server.Options.ServerVersion), results)
            : (session.Refusals.Add(refusal, fault?.IsFatal == true), results);
    }

    private Refusal? Check(Statement statement) =>
        ShowStatement.Check(statement, server.Quirks.HasShowCommands)
        ?? (server.Options.Strict ? Rules.Check(statement, session.State) : null);

    private Fault? FaultFor(string sql, ResultInfo[] results)
    {
        var plan = server.Faults;
        return plan.Current is { IsForStatements: true } fault
            && plan.Matches(fault, sql, results.Any(result => result.ReadsTable))
            && plan.TryFire(fault)
            ? fault
            : null;
    }
}
