namespace RedshiftSync.IntegrationTests;

/// <summary>A test that only an administrator of a Linux machine can run; elsewhere it is counted as skipped.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RootFactAttribute : FactAttribute
{
    /// <summary>Finds out.</summary>
    public RootFactAttribute()
    {
        using var folder = new TemporaryFolder();
        using var disk = SmallDisk.TryMount(folder);
        Skip = disk is null ? "Only an administrator of a Linux machine may mount a small disk." : null;
    }
}
