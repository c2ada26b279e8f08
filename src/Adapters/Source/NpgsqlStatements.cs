using Npgsql;
using NpgsqlTypes;

namespace RedshiftSync.Adapters.Source;

/// <summary>Core's statements as the driver's commands.</summary>
internal static class NpgsqlStatements
{
    public static NpgsqlCommand Command(NpgsqlConnection connection, SqlStatement statement)
    {
        var command = new NpgsqlCommand(statement.Text, connection);
        foreach (var parameter in statement.Parameters)
        {
            command.Parameters.Add(Bind(parameter));
        }

        return command;
    }

    // The driver refuses a UTC time for a plain timestamp and an unspecified one for a timestamptz.
    private static NpgsqlParameter Bind(SqlParameterValue parameter) => (parameter.Type, parameter.Value) switch
    {
        (SqlValueType.Number, long number) => new(parameter.Name, NpgsqlDbType.Bigint) { Value = number },
        (SqlValueType.Text, string text) => new(parameter.Name, NpgsqlDbType.Varchar) { Value = text },
        (SqlValueType.Timestamp, DateTime time) => new(parameter.Name, NpgsqlDbType.Timestamp) { Value = DateTime.SpecifyKind(time, DateTimeKind.Unspecified) },
        (SqlValueType.TimestampWithZone, DateTime time) => new(parameter.Name, NpgsqlDbType.TimestampTz) { Value = DateTime.SpecifyKind(time, DateTimeKind.Utc) },
        _ => throw new ArgumentException($"A value of type {parameter.Type} cannot be bound as {parameter.Name}."),
    };
}
