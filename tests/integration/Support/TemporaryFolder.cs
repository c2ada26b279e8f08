namespace RedshiftSync.IntegrationTests;

/// <summary>A folder for one test, its name with spaces in it, removed at the end.</summary>
public sealed class TemporaryFolder : IDisposable
{
    /// <summary>Makes it.</summary>
    public TemporaryFolder()
    {
        Path = Directory.CreateTempSubdirectory("redshift sync ").FullName;
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>A path in it.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
