using System.Text.Json;
using System.Text.Json.Nodes;

namespace RedshiftSync.TestSupport;

/// <summary>A connection file for the development server, for Connect-Redshift -ConfigurationPath; removed when disposed.</summary>
public sealed class ConfigurationFile : IDisposable
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly string _path;

    /// <summary>Writes the file.</summary>
    /// <param name="path">Where to write it.</param>
    /// <param name="port">The port that the development server listens on.</param>
    /// <param name="password">The user's password.</param>
    /// <param name="sslMode">The strictest TLS mode that the server supports.</param>
    /// <param name="rootCertificate">The certificate to trust; null without TLS.</param>
    public ConfigurationFile(string path, int port, string password, string sslMode, string? rootCertificate)
    {
        _path = path;
        if (File.Exists(path))
        {
            // A file left by a killed run may be replaced; a user's own must not.
            if (!IsDevelopmentServer(path))
            {
                throw new IOException(
                    $"'{path}' is there and was not made by the development server: move it, or choose another --config.");
            }

            File.Delete(path);
        }

        var content = new JsonObject
        {
            ["host"] = PostgresServer.Host,
            ["database"] = PostgresServer.Database,
            ["port"] = $"{port}",
            ["user"] = PostgresServer.User,
            ["password"] = password,
            ["sslMode"] = sslMode,
        };
        if (rootCertificate is not null)
        {
            content["rootCertificate"] = rootCertificate;
        }

        using var stream = new FileStream(path, Options());
        using var writer = new StreamWriter(stream);
        writer.WriteLine(content.ToJsonString(Indented));
    }

    /// <summary>Removes the file.</summary>
    public void Dispose()
    {
        File.Delete(_path);
    }

    // Created with mode 0600: the module warns about a file that others can read.
    private static FileStreamOptions Options()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }

    private static bool IsDevelopmentServer(string path)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(path)) is JsonObject content
                && (string?)content["host"] == PostgresServer.Host
                && (string?)content["user"] == PostgresServer.User;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return false;
        }
    }
}
