using RedshiftSync.RedshiftEmulator.Backend;
using RedshiftSync.TestSupport;

namespace RedshiftSync.RedshiftEmulator;

/// <summary>
/// The column types that Redshift has and PostgreSQL lacks, for CREATE TABLE in the backend (docs/redshift.md, Type numbers).
/// </summary>
/// <remarks>
/// <para>
/// <c>super</c>, <c>varbyte</c>, <c>varbyte(20)</c>, <c>geometry</c>, <c>geography</c> and <c>hllsketch</c> have Redshift's numbers. A
/// value is written and stored as the text that Redshift would send. <c>interval year to month</c> and <c>interval day to second</c> are
/// PostgreSQL's own; the emulator describes them with Redshift's numbers.
/// </para>
/// <para>
/// <c>redshift_varchar(20)</c> and <c>case_insensitive_varchar(20)</c> are described as varchar. Both compare without trailing blanks, the
/// second one also without case; their values keep both. Indexes and primary keys compare in the same way.
/// </para>
/// </remarks>
public static class RedshiftTypes
{
    /// <summary>
    /// Creates the types in the server's database if they do not exist. A <see cref="RedshiftServer"/> does so by itself.
    /// </summary>
    public static void Create(PostgresServer server)
    {
        ArgumentNullException.ThrowIfNull(server);
        server.Execute(Catalog.Script("Types.sql"));
    }
}
