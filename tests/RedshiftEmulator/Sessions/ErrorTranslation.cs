using System.Globalization;
using RedshiftSync.RedshiftEmulator.Backend;
using RedshiftSync.RedshiftEmulator.Sql;
using RedshiftSync.RedshiftEmulator.Wire;

namespace RedshiftSync.RedshiftEmulator.Sessions;

/// <summary>Translates PostgreSQL's errors into Redshift's.</summary>
internal sealed class ErrorTranslation(RedshiftServer server, SessionState state)
{
    private const string SourceFolder = "/home/ec2-user/padb/src/pg/src/backend/";

    public static ErrorFields Of(Refusal refusal, bool isFatal = false)
    {
        var error = new ErrorFields(isFatal ? "FATAL" : "ERROR", refusal.SqlState, refusal.Message)
        {
            Detail = refusal.Detail ?? (refusal.SqlState == SqlState.Internal ? InternalDetail(refusal.Message) : null),
            Hint = refusal.Hint,
        };
        error['P'] = refusal.Position > 0 ? refusal.Position.ToString(CultureInfo.InvariantCulture) : null;
        error['F'] = SourceFolder + "redshift_emulator.c";
        error['L'] = "1";
        error['R'] = "refuse";
        return error;
    }

    public static string CanceledText(int query) => $"Query ({query.ToString(CultureInfo.InvariantCulture)}) canceled on user's request";

    public void Translate(ErrorFields error)
    {
        error.Text = WithoutSchema(error.Text)!;
        error.Detail = WithoutSchema(error.Detail);
        error.Hint = error.Hint?.StartsWith("Perhaps you meant", StringComparison.Ordinal) == true ? null : WithoutSchema(error.Hint);
        error['F'] = SourceFolder + error['F'];
        switch (error.SqlState)
        {
            case SqlState.QueryCanceled:
                error.Text = CanceledText(server.NextQuery());
                break;
            case SqlState.UndefinedTable when MissingSchema(error.Text) is { } schema:
                error.SqlState = SqlState.InvalidSchemaName;
                error.Text = $"schema \"{schema}\" does not exist";
                break;
            case SqlState.UndefinedTable
                when server.Quirks.MissingRelationIsInternalError && error.Text.Split('"') is [_, var relation, ..]:
                error.SqlState = SqlState.Internal;
                error.Text = $"Relation {relation} does not exist in the database.";
                break;
            case SqlState.InvalidCursorName when state.Transaction == 'I':
                error.SqlState = SqlState.Internal;
                error.Text = "cursors can only be used within the transaction that created them.";
                break;
            case SqlState.InsufficientPrivilege:
                error.Text = error.Text
                    .Replace("permission denied for table ", "permission denied for relation ", StringComparison.Ordinal)
                    .Replace("permission denied for view ", "permission denied for relation ", StringComparison.Ordinal);
                break;
            case SqlState.Internal:
                error.Detail ??= InternalDetail(error.Text);
                break;
            default:
                break;
        }
    }

    // The block that Redshift adds to errors of its execution engine (docs/redshift.md, Isolation).
    private static string InternalDetail(string text) => $"""

          -----------------------------------------------
          error:  {text}
          code:      8001
          context:   
          query:     4711
          location:  redshift_emulator.cpp:1
          process:   padbmaster [pid={Environment.ProcessId}]
          -----------------------------------------------

        """;

    private static string? WithoutSchema(string? text) => text?.Replace(Catalog.Schema + ".", "", StringComparison.Ordinal);

    // relation "a.b" does not exist: Redshift reports a missing schema instead.
    private string? MissingSchema(string text)
    {
        if (text.Split('"') is not [_, var relation, ..] || relation.Split('.') is not [var schema, _])
        {
            return null;
        }

        var literal = schema.Replace("'", "''", StringComparison.Ordinal);
        return server.Backend.Scalar($"SELECT 1 FROM pg_namespace WHERE nspname = '{literal}'") is null ? schema : null;
    }
}
