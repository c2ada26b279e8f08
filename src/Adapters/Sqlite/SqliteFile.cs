namespace RedshiftSync.Adapters.Sqlite;

/// <summary>Distinguishes a SQLite file from other files, without opening it with SQLite or creating it.</summary>
internal static class SqliteFile
{
    private static readonly string[] NameEndings = [".db", ".sqlite", ".sqlite3"];

    private static ReadOnlySpan<byte> Header => "SQLite format 3\0"u8;

    /// <summary>The possible endings of a new file's name, for messages.</summary>
    public static string Endings => string.Join(", ", NameEndings);

    /// <summary>Whether a path is that of an existing SQLite file, or has an ending of a new one.</summary>
    /// <param name="path">A full path.</param>
    /// <exception cref="SyncException">ParameterInvalid: the path is that of another file or a folder.</exception>
    public static bool Recognizes(string path)
    {
        if (Directory.Exists(path))
        {
            throw NotSqlite($"'{path}' is a folder", path);
        }

        if (RegularFile.IsSpecial(path))
        {
            throw NotSqlite($"'{path}' is a pipe or a device", path);
        }

        // SQLite accepts an empty file. Only its name shows whether it is meant to be a SQLite file.
        if (!Exists(path) || IsEmpty(path))
        {
            return NameEndings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);
        }

        if (!HasHeader(path))
        {
            throw NotSqlite($"'{path}' is not a SQLite file; it was left as it is", path);
        }

        return true;
    }

    /// <summary>Whether the path leads to a file. A link without a target stands for a file that is to be created there.</summary>
    public static bool Exists(string path) => File.Exists(RegularFile.ResolveLinks(path));

    private static bool IsEmpty(string path) => new FileInfo(RegularFile.ResolveLinks(path)).Length == 0;

    // SQLite reports why a file cannot be read.
    private static bool HasHeader(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            Span<byte> start = stackalloc byte[Header.Length];
            return file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start.SequenceEqual(Header);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    private static SyncException NotSqlite(string problem, string path) =>
        ParameterErrors.Invalid(
            $"The destination cannot be used: {problem}.", "Give the path of a SQLite file, or postgresql://host:port/database.", path);
}
