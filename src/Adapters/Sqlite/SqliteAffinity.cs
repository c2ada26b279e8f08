namespace RedshiftSync.Adapters.Sqlite;

/// <summary>How SQLite converts the values of a column.</summary>
internal enum SqliteAffinity
{
    Integer,
    Text,
    None,
    Real,
    Numeric,
}

/// <summary>Determines the affinity of a declared type by SQLite's rules (its documentation, Datatypes In SQLite, 3.1).</summary>
internal static class SqliteDeclaration
{
    public static SqliteAffinity AffinityOf(string declaredType)
    {
        return Has("INT") ? SqliteAffinity.Integer
            : Has("CHAR") || Has("CLOB") || Has("TEXT") ? SqliteAffinity.Text
            : Has("BLOB") || declaredType.Length == 0 || declaredType.Equals("ANY", StringComparison.OrdinalIgnoreCase)
                ? SqliteAffinity.None
            : Has("REAL") || Has("FLOA") || Has("DOUB") ? SqliteAffinity.Real
            : SqliteAffinity.Numeric;

        bool Has(string part) => declaredType.Contains(part, StringComparison.OrdinalIgnoreCase);
    }
}
