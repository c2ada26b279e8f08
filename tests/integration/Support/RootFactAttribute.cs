using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests;

/// <summary>A test that needs root on Linux; otherwise it is skipped.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RootFactAttribute : FactAttribute
{
    /// <summary>Skips the test unless this process runs as root on Linux.</summary>
    public RootFactAttribute()
    {
        using var folder = new TemporaryFolder();
        using var disk = SmallDisk.TryMount(folder);
        Skip = disk is null ? "Only an administrator of a Linux machine may mount a small disk." : null;
    }
}
