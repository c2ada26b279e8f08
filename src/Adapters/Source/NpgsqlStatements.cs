using Npgsql;
using NpgsqlTypes;

namespace RedshiftSync.Adapters.Source;

/// <summary>Converts statements of Core into commands of the driver.</summary>
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

    // Times are bound raw, because the driver sends 0001-01-01, which programs use for a missing date, as -infinity.
    private static NpgsqlParameter Bind(SqlParameterValue parameter) => (parameter.Type, parameter.Value) switch
    {
        (SqlValueType.Number, long number) => new(parameter.Name, NpgsqlDbType.Bigint) { Value = number },
        (SqlValueType.Text, string text) => new(parameter.Name, NpgsqlDbType.Varchar) { Value = text },
        (SqlValueType.Untyped, string text) => new(parameter.Name, NpgsqlDbType.Unknown) { Value = text },
        (SqlValueType.Timestamp, DateTime time) => new(parameter.Name, NpgsqlDbType.Timestamp) { Value = RawTimestamp.Of(time) },
        (SqlValueType.TimestampWithZone, DateTime time) => new(parameter.Name, NpgsqlDbType.TimestampTz) { Value = RawTimestamp.Of(time) },
        _ => throw new ArgumentException($"A value of type {parameter.Type} cannot be bound as {parameter.Name}."),
    };
}
