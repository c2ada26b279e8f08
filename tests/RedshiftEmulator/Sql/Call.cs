namespace RedshiftSync.RedshiftEmulator.Sql;

/// <summary>A function call, <c>schema.name(…)</c>, by positions of its tokens.</summary>
/// <param name="First">Where the call starts: at the schema if there is one.</param>
/// <param name="Name">Where the name is; the parenthesis follows.</param>
/// <param name="Schema">The schema, or null.</param>
/// <param name="Arguments">The tokens between the commas.</param>
internal sealed record Call(int First, int Name, string? Schema, IReadOnlyList<Range> Arguments)
{
    /// <summary>Whether the call has no schema or names a system function.</summary>
    public bool IsSystem => Schema is null or "pg_catalog";
}
