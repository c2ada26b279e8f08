using Microsoft.Data.Sqlite;

namespace RedshiftSync.Adapters.Sqlite;

/// <summary>A column of an existing table.</summary>
/// <param name="Name">The name, which SQLite compares without case.</param>
/// <param name="Affinity">How the column converts values.</param>
/// <param name="KeyPart">The place in the primary key, from 1; 0 if the column is not part of it.</param>
/// <param name="IsNotNull">Whether the column refuses NULL.</param>
/// <param name="HasDefault">Whether rows without a value get a default.</param>
/// <param name="IsGenerated">Whether SQLite computes the values.</param>
internal sealed record SqliteColumn(
    string Name, SqliteAffinity Affinity, int KeyPart, bool IsNotNull, bool HasDefault, bool IsGenerated)
{
    /// <summary>Whether each row needs a value.</summary>
    public bool IsDemanding => IsNotNull && !HasDefault && KeyPart == 0;

    /// <summary>Reads the columns of a table; none if it does not exist.</summary>
    public static List<SqliteColumn> Of(SqliteConnection connection, string table) => connection.Rows(
        "SELECT name, type, pk, \"notnull\", dflt_value IS NOT NULL, hidden FROM pragma_table_xinfo(@table)",
        r => new SqliteColumn(
            r.GetString(0),
            SqliteDeclaration.AffinityOf(r.GetString(1)),
            r.GetInt32(2),
            r.GetBoolean(3),
            r.GetBoolean(4),
            r.GetInt32(5) > 1),
        ("@table", table));

    /// <summary>Whether the column has this name.</summary>
    public bool IsNamed(string name) => string.Equals(Name, name, StringComparison.OrdinalIgnoreCase);
}
