namespace RedshiftSync.TestSupport;

/// <summary>A folder for one test with spaces in its name, removed at the end.</summary>
public sealed class TemporaryFolder : IDisposable
{
    /// <summary>Creates the folder.</summary>
    public TemporaryFolder()
    {
        Path = Directory.CreateTempSubdirectory("redshift sync ").FullName;
    }

    /// <summary>The path of the folder.</summary>
    public string Path { get; }

    /// <summary>A path in the folder.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
