namespace RedshiftSync;

/// <summary>
/// Loads the adapters at the first connection, once per process, so that importing the module is cheap and importing it again does not load
/// them again.
/// </summary>
internal static class AdapterLoader
{
    private const string EntryType = "RedshiftSync.Adapters.AdapterSet";

    private static readonly Lazy<IAdapters> Instance = new(Load);

    public static IAdapters Adapters => Instance.Value;

    private static IAdapters Load()
    {
        var module = Path.GetDirectoryName(typeof(AdapterLoader).Assembly.Location)!;
        var path = Path.Combine(module, "adapters", "RedshiftSync.Adapters.dll");
        var entry = new AdapterLoadContext(path).LoadAdapters().GetType(EntryType, throwOnError: true)!;
        return (IAdapters)Activator.CreateInstance(entry)!;
    }
}
