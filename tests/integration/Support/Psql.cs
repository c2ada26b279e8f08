using System.Diagnostics;
using System.Text;
using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests;

/// <summary>Reads a PostgreSQL database with psql: each row is the server's own text of its values, as COPY writes it.</summary>
internal static class Psql
{
    /// <summary>Returns a line for each row: values separated by tabs, \N for NULL.</summary>
    /// <param name="server">The server.</param>
    /// <param name="database">The database.</param>
    /// <param name="query">The query.</param>
    public static List<string> Copy(PostgresServer server, string database, string query)
    {
        var psql = server.Binaries.Psql ?? throw new InvalidOperationException("There is no psql: install the client of PostgreSQL.");
        var start = new ProcessStartInfo(
            psql,
            [
                "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", PostgresServer.Host, "-p", $"{server.Port}", "-U", PostgresServer.SuperUser,
                "-d", database, "-c", "SET TimeZone = 'UTC'", "-c", $"COPY ({query}) TO STDOUT",
            ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("PG", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["PGPASSWORD"] = server.SuperUserPassword;
        start.Environment["PGCLIENTENCODING"] = "UTF8";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors.Result);
        return [.. output.ReplaceLineEndings("\n").Split('\n')[..^1]];
    }
}
