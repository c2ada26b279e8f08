namespace RedshiftSync.RedshiftEmulator.Sql;

/// <summary>Where the rows of a relation are.</summary>
internal enum RelationKind
{
    /// <summary>PG_ tables and the information schema: on the leader node.</summary>
    Catalog,

    /// <summary>STL, STV, SVL and SVV views: compute nodes take part.</summary>
    System,

    /// <summary>A table or view of a user.</summary>
    User,
}

/// <summary>A relation that a statement reads, by positions of its tokens.</summary>
/// <param name="First">Where the reference starts: at the schema if there is one.</param>
/// <param name="Last">Where the name is.</param>
/// <param name="Schema">The schema, or null.</param>
/// <param name="Name">The name.</param>
internal sealed record Relation(int First, int Last, string? Schema, string Name)
{
    public bool IsSystem => Schema is null or "pg_catalog";

    public RelationKind Kind => this switch
    {
        { Schema: "information_schema" } => RelationKind.Catalog,
        { IsSystem: true } when Name.StartsWith("pg_", StringComparison.Ordinal) => RelationKind.Catalog,
        { IsSystem: true } when Name is ['s', 't' or 'v', 'l' or 'v', '_', ..] => RelationKind.System,
        _ => RelationKind.User,
    };
}
