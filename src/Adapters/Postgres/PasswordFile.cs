using System.Globalization;
using System.Text;

namespace RedshiftSync.Adapters.Postgres;

/// <summary>
/// Reads libpq's password file, lines of <c>host:port:database:user:password</c>, for an address that names one. The driver's own reader is
/// not used, because it prefers the environment and accepts a file that others can read.
/// </summary>
internal static class PasswordFile
{
    private const string Any = "*";
    private const int Fields = 5;

    /// <summary>Finds the password in the first matching line; null if there is none.</summary>
    /// <exception cref="SyncException">ParameterInvalid: the file cannot be read, or others can read it.</exception>
    public static string? Find(string path, string host, int port, string database, string user)
    {
        string[] wanted = [host, port.ToString(CultureInfo.InvariantCulture), database, user];
        return ReadLines(path)
            .Where(line => !line.StartsWith('#'))
            .Select(Split)
            .Where(fields => fields.Count >= Fields
                && fields.Take(wanted.Length).Zip(wanted).All(pair => pair.First is Any || Unescape(pair.First) == pair.Second))
            .Select(fields => Unescape(fields[Fields - 1]))
            .FirstOrDefault();
    }

    private static string[] ReadLines(string path)
    {
        try
        {
            RegularFile.Check(path);
            return RegularFile.IsOpenToOthers(path)
                ? throw Unusable("it can be read or written by other users; restrict it to its owner (chmod 600)")
                : File.ReadAllLines(path, Encoding.UTF8);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The exception quotes the path, which is a part of the address.
            throw Unusable(e is FileNotFoundException or DirectoryNotFoundException ? "it does not exist" : "it cannot be read");
        }
    }

    // Splits at each colon without a preceding backslash.
    private static List<string> Split(string line)
    {
        var fields = new List<string>();
        var start = 0;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '\\')
            {
                i++;
            }
            else if (line[i] == ':')
            {
                fields.Add(line[start..i]);
                start = i + 1;
            }
        }

        fields.Add(line[start..]);
        return fields;
    }

    private static string Unescape(string field)
    {
        var text = new StringBuilder(field.Length);
        for (var i = 0; i < field.Length; i++)
        {
            text.Append(field[i] == '\\' && i + 1 < field.Length ? field[++i] : field[i]);
        }

        return text.ToString();
    }

    private static SyncException Unusable(string problem) => new(
        ErrorId.ParameterInvalid,
        $"The file that the destination's passfile names cannot be used: {problem}.",
        "Correct it, or give user and password with -DestinationCredential.",
        null);
}
