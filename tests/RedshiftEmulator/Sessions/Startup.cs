using RedshiftSync.RedshiftEmulator.Backend;
using RedshiftSync.RedshiftEmulator.Sql;
using RedshiftSync.RedshiftEmulator.Wire;

namespace RedshiftSync.RedshiftEmulator.Sessions;

/// <summary>A start-up packet.</summary>
internal sealed class Startup
{
    private readonly Dictionary<string, string> _settings = new(StringComparer.OrdinalIgnoreCase);

    private Startup()
    {
    }

    public string User { get; private set; } = "";

    public string Database { get; private set; } = "";

    public static Startup Parse(BodyReader body)
    {
        var startup = new Startup();
        for (var name = body.Text(); name.Length > 0; name = body.Text())
        {
            var value = body.Text();
            switch (name)
            {
                case "user":
                    startup.User = value;
                    break;
                case "database":
                    startup.Database = value;
                    break;
                case "options":
                    startup.AddOptions(value);
                    break;
                default:
                    startup._settings[name] = value;
                    break;
            }
        }

        if (startup.Database.Length == 0)
        {
            startup.Database = startup.User;
        }

        return startup;
    }

    /// <summary>Why Redshift would refuse a session with these settings, or null.</summary>
    public Refusal? Check() => _settings
        .Select(setting => Settings.CheckSet(setting.Key.ToLowerInvariant(), setting.Value))
        .FirstOrDefault(refusal => refusal is not null);

    /// <summary>The start-up parameters for the backend session.</summary>
    public IEnumerable<KeyValuePair<string, string>> ForBackend()
    {
        var parameters = new Dictionary<string, string>
        {
            ["database"] = Database,

            // Literals as in 8.0: a backslash escapes (docs/redshift.md, Literals).
            ["standard_conforming_strings"] = "off",
            ["escape_string_warning"] = "off",
            ["backslash_quote"] = "on",
        };
        foreach (var (name, value) in _settings)
        {
            parameters[Settings.IsOwn(name.ToLowerInvariant()) ? $"{Catalog.Schema}.{name}" : name] = value;
        }

        return parameters;
    }

    // -c name=value, -cname=value or --name=value, as on a server's command line.
    private void AddOptions(string options)
    {
        var words = options.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < words.Length; i++)
        {
            var setting = words[i] switch
            {
                "-c" when i + 1 < words.Length => words[++i],
                ['-', 'c' or '-', .. var rest] => rest,
                var other => other,
            };
            if (setting.Split('=', 2) is [var name, var value])
            {
                _settings[name.Replace('-', '_')] = value;
            }
        }
    }
}
