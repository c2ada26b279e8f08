namespace RedshiftSync.RedshiftEmulator.Sql;

/// <summary>Functions that Redshift does not have. Functions in schemas of users are accepted.</summary>
internal static class FunctionNames
{
    public static Refusal? Check(Statement statement)
    {
        foreach (var call in statement.Calls.Where(call => call.IsSystem))
        {
            var name = statement.Tokens[call.Name].Text;
            if (!Functions.Exists(name, call.Arguments.Count))
            {
                var schema = call.Schema is null ? "" : call.Schema + ".";
                var arguments = string.Join(", ", call.Arguments.Select(range => TypeOf(statement, range)));
                return new Refusal(SqlState.UndefinedFunction, $"function {schema}{name}({arguments}) does not exist")
                {
                    Hint = "No function matches the given name and argument types. You may need to add explicit type casts.",
                };
            }

            if (Functions.IsNotImplemented(name))
            {
                return new Refusal(SqlState.FeatureNotSupported, $"Redshift has {name}(), but its emulator does not.");
            }
        }

        return null;
    }

    // As far as this is possible without knowing the columns.
    private static string TypeOf(Statement statement, Range range)
    {
        var (start, length) = range.GetOffsetAndLength(statement.Tokens.Count);
        return length == 1 && statement.Tokens[start].Kind == TokenKind.Number
            ? statement.Tokens[start].Text.Contains('.', StringComparison.Ordinal) ? "numeric" : "integer"
            : "\"unknown\"";
    }
}
