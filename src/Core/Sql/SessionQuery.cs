using System.Globalization;

namespace RedshiftSync;

/// <summary>The statements about a session itself.</summary>
internal static class SessionQuery
{
    /// <summary>
    /// Selects the server's clock. Redshift refuses it in a statement with a table (docs/redshift.md, Leader-only functions).
    /// </summary>
    public static SqlStatement Clock { get; } = new("SELECT CURRENT_TIMESTAMP", []);

    /// <summary>Selects version, database, user, and the server process of the session.</summary>
    public static SqlStatement Identity { get; } = new("SELECT version(), current_database(), current_user, pg_backend_pid()", []);

    /// <summary>Has dates written as 2024-03-01.</summary>
    public static SqlStatement SetDateStyle { get; } = new("SET DateStyle TO 'ISO'", []);

    /// <summary>
    /// Has floats written with 15 digits, reals with six. A user or a database can have another number, and PostgreSQL has another default.
    /// </summary>
    public static SqlStatement SetFloatDigits { get; } = new("SET extra_float_digits TO 0", []);

    /// <summary>Selects constants.</summary>
    public static SqlStatement Constants(IEnumerable<WireProbe> probes) =>
        new($"SELECT {string.Join(", ", probes.Select(p => p.Sql))}", []);

    /// <summary>Limits how long the server executes a statement.</summary>
    public static SqlStatement SetStatementTimeout(TimeSpan limit) =>
        new(string.Create(CultureInfo.InvariantCulture, $"SET statement_timeout TO {(long)limit.TotalMilliseconds}"), []);

    /// <summary>Sets the session's query group for workload management.</summary>
    public static SqlStatement SetQueryGroup(string group)
    {
        // SET takes no bound values, and a backslash escapes in Redshift's literals, so such a name is not sent at all.
        if (group.AsSpan().ContainsAny('\'', '\\', '\0'))
        {
            throw new ArgumentException("A query group cannot contain quotes or backslashes.", nameof(group));
        }

        return new($"SET query_group TO '{group}'", []);
    }
}
