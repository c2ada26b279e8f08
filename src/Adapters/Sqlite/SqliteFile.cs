namespace RedshiftSync.Adapters.Sqlite;

/// <summary>Tells a SQLite file from other files, before anything opens or creates it.</summary>
internal static class SqliteFile
{
    private static readonly string[] NameEndings = [".db", ".sqlite", ".sqlite3"];

    private static ReadOnlySpan<byte> Header => "SQLite format 3\0"u8;

    /// <summary>The endings of which the name of a new file has to have one, as a list for messages.</summary>
    public static string Endings => string.Join(", ", NameEndings);

    /// <summary>Whether a path names a SQLite file that is there, or ends as the name of a new one has to.</summary>
    /// <param name="path">A full path.</param>
    /// <exception cref="SyncException">ParameterInvalid: something else is there.</exception>
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

        // An empty file is a SQLite file to SQLite, but only its name tells that it was meant to be one.
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

    /// <summary>Whether there is a file, at the end of any links. A link whose target is missing stands for a file to be created there.</summary>
    public static bool Exists(string path) => File.Exists(RegularFile.ResolveLinks(path));

    private static bool IsEmpty(string path) => new FileInfo(RegularFile.ResolveLinks(path)).Length == 0;

    // One that cannot be read is left to SQLite, which says why.
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
        ParameterErrors.Invalid($"The destination cannot be used: {problem}.", "Give the path of a SQLite file, or postgresql://host:port/database.", path);
}
