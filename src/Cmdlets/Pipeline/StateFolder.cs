using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace RedshiftSync;

/// <summary>The state files of several tables in one folder, named <c>schema.table.state.json</c>.</summary>
internal static class StateFolder
{
    // In characters. File systems allow 255 bytes; names of tables can have 127 bytes, each of which an escape makes three of.
    private const int MaxLength = 200;

    private const string Suffix = ".state.json";

    /// <summary>Returns the path of a table's state file. Different tables have different ones, also where the file system ignores
    /// case.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="table">The table.</param>
    public static string FileOf(string folder, TableName table)
    {
        var name = table.Schema is null ? Escape(table.Name) : $"{Escape(table.Schema)}.{Escape(table.Name)}";
        if (name.Length > MaxLength)
        {
            var hash = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
            name = $"{name[..(MaxLength - 17)]}~{hash[..16]}";
        }

        return Path.Combine(folder, name + Suffix);
    }

    /// <summary>Creates the folder if it is missing, for this user alone.</summary>
    /// <exception cref="SyncException">StateFileNotWritable.</exception>
    public static void Create(string folder)
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(folder);
            }
            else
            {
                Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StateErrors.NotWritable(folder, e.Message, e);
        }
    }

    private static string Escape(string name)
    {
        var escaped = new StringBuilder();
        foreach (var character in Encoding.UTF8.GetBytes(name))
        {
            if (char.IsAsciiLetterLower((char)character) || char.IsAsciiDigit((char)character) || character is (byte)'_' or (byte)'-')
            {
                escaped.Append((char)character);
            }
            else
            {
                escaped.Append(CultureInfo.InvariantCulture, $"%{character:X2}");
            }
        }

        return escaped.ToString();
    }
}
