namespace RedshiftSync.RedshiftEmulator.Sql;

/// <summary>
/// Everything that Redshift refuses and PostgreSQL accepts (docs/redshift.md, Statements). The first rule that refuses decides.
/// </summary>
internal static class Rules
{
    private static readonly Func<Statement, SessionState, Refusal?>[] All =
    [
        (statement, _) => Phrases.Check(statement),
        (statement, _) => RowComparison.Check(statement),
        (statement, _) => ValuesAsTable.Check(statement),
        (statement, _) => ArrayQuantifier.Check(statement),
        (statement, _) => CopyToClient.Check(statement),
        (statement, _) => Operators.Check(statement),
        (statement, _) => Windows.Check(statement),
        (statement, _) => SettingStatement.Check(statement),
        OneCursor.Check,
        (statement, _) => ColumnDefinitions.Check(statement),
        (statement, _) => TypeNames.Check(statement),
        (statement, _) => CatalogRelations.Check(statement),
        (statement, _) => FunctionNames.Check(statement),
        (statement, _) => LaterColumns.Check(statement),
        (statement, _) => LeaderFunctions.Check(statement),
    ];

    /// <summary>Why Redshift would refuse the statement, or null.</summary>
    public static Refusal? Check(Statement statement, SessionState state)
    {
        foreach (var rule in All)
        {
            if (rule(statement, state) is { } refusal)
            {
                return refusal;
            }
        }

        return null;
    }
}
