namespace RedshiftSync;

/// <summary>Tells a SQLite file from other files, before anything opens or creates it.</summary>
internal static class SqliteFile
{
    private static readonly string[] Endings = [".db", ".sqlite", ".sqlite3"];

    private static ReadOnlySpan<byte> Header => "SQLite format 3\0"u8;

    /// <summary>Checks that a path names a SQLite file that is there, or ends as the name of a new one has to.</summary>
    /// <param name="path">A full path.</param>
    /// <exception cref="SyncException">ParameterInvalid.</exception>
    public static void Check(string path)
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
        var hasEnding = Endings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);
        if (!Exists(path) || IsEmpty(path))
        {
            if (!hasEnding)
            {
                throw Unknown();
            }
        }
        else if (!HasHeader(path))
        {
            throw NotSqlite($"'{path}' is not a SQLite file; it was left as it is", path);
        }
    }

    /// <summary>Whether there is a file, at the end of any links. A link whose target is missing stands for a file to be created there.</summary>
    public static bool Exists(string path) => File.Exists(RegularFile.ResolveLinks(path));

    /// <summary>The destination is of no kind that is supported. Its text is not quoted: it can hold a password.</summary>
    public static SyncException Unknown() => new(
        ErrorId.ParameterInvalid,
        "The destination is neither a SQLite file nor the address of a PostgreSQL database.",
        $"Give the path of a SQLite file (a new one has to end in {string.Join(", ", Endings)}), or postgresql://host:port/database. "
            + "A path cannot have a colon before an @.",
        null);

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
        new(ErrorId.ParameterInvalid, $"The destination cannot be used: {problem}.", "Give the path of a SQLite file, or postgresql://host:port/database.", path);
}
