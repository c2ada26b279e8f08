using Npgsql;
using RedshiftSync.TestSupport;

namespace RedshiftSync.RedshiftEmulator.Tests;

/// <summary>Queries for the emulator's tests.</summary>
internal static class Client
{
    public static object? Scalar(this NpgsqlConnection connection, string sql)
    {
        using var command = connection.Command(sql);
        return command.ExecuteScalar() is { } value and not DBNull ? value : null;
    }

    public static void Run(this NpgsqlConnection connection, string sql)
    {
        using var command = connection.Command(sql);
        command.ExecuteNonQuery();
    }

    /// <summary>The first column of every row.</summary>
    public static List<T> Column<T>(this NpgsqlConnection connection, string sql)
    {
        using var command = connection.Command(sql);
        using var reader = command.ExecuteReader();
        var values = new List<T>();
        while (reader.Read())
        {
            values.Add(reader.GetFieldValue<T>(0));
        }

        return values;
    }

    /// <summary>Runs a statement and returns its error.</summary>
    public static PostgresException Refused(this NpgsqlConnection connection, string sql) =>
        Assert.Throws<PostgresException>(() => connection.Run(sql));
}
