using RedshiftSync.RedshiftEmulator.Wire;

namespace RedshiftSync.RedshiftEmulator.Sessions;

/// <summary>Filters the settings that a session reports: Redshift reports few, and its own version.</summary>
internal sealed class ParameterStatus(string serverVersion, string user)
{
    private const string Reported =
        " server_version server_encoding client_encoding DateStyle TimeZone is_superuser session_authorization integer_datetimes ";

    public void Pass(Message message, MessageWriter writer)
    {
        var body = message.Read();
        var name = body.Text();
        if (Reported.Contains($" {name} ", StringComparison.Ordinal))
        {
            var value = name switch
            {
                "server_version" => serverVersion,
                "session_authorization" => user,
                _ => body.Text(),
            };
            writer.Begin('S').Text(name).Text(value).End();
        }
    }
}
