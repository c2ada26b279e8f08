namespace RedshiftSync.RedshiftEmulator.Sql;

/// <summary>A function's call, <c>schema.name(…)</c>, by places of tokens.</summary>
/// <param name="First">Where it starts: at the schema if there is one.</param>
/// <param name="Name">Where the name is; the bracket comes next.</param>
/// <param name="Schema">The schema, or null.</param>
/// <param name="Arguments">What stands between the commas.</param>
internal sealed record Call(int First, int Name, string? Schema, IReadOnlyList<Range> Arguments)
{
    /// <summary>Whether it names one of the system's functions, or none in particular.</summary>
    public bool IsSystem => Schema is null or "pg_catalog";
}
