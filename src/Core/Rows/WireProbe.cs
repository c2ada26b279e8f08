namespace RedshiftSync;

/// <summary>A constant of a type, read to check that the server still sends the type as it is expected.</summary>
/// <param name="Sql">The constant, valid in Redshift and PostgreSQL 8.0.2.</param>
/// <param name="Value">The value that <see cref="ColumnCodec.Read"/> has to return for it.</param>
internal sealed record WireProbe(string Sql, object Value);
