using Npgsql;

namespace RedshiftSync.TestSupport;

/// <summary>Commands with SQL that tests write.</summary>
public static class SqlCommands
{
    /// <summary>A command with the connection's own timeout.</summary>
    public static NpgsqlCommand Command(this NpgsqlConnection connection, string sql)
    {
        ArgumentNullException.ThrowIfNull(connection);
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // SQL written by tests.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }

    /// <summary>A command that may take ten minutes.</summary>
    public static NpgsqlCommand LongCommand(this NpgsqlConnection connection, string sql)
    {
        var command = connection.Command(sql);
        command.CommandTimeout = 600;
        return command;
    }
}
