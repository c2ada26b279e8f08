namespace RedshiftSync.Adapters.Connecting;

/// <summary>The environment variable PGOPTIONS, which can be hidden from the driver for a while.</summary>
internal static class OptionsVariable
{
    private const string Name = "PGOPTIONS";

    private static readonly object Changing = new();
    private static int _hiding;
    private static string? _hidden;

    /// <summary>Whether it has a value, hidden or not.</summary>
    public static bool IsSet
    {
        get
        {
            lock (Changing)
            {
                return _hiding > 0 || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Name));
            }
        }
    }

    /// <summary>Hides the variable until every returned object is disposed.</summary>
    public static IDisposable Hide()
    {
        lock (Changing)
        {
            if (_hiding++ == 0)
            {
                _hidden = Environment.GetEnvironmentVariable(Name);
                Environment.SetEnvironmentVariable(Name, null);
            }
        }

        return new Hiding();
    }

    private sealed class Hiding : IDisposable
    {
        public void Dispose()
        {
            lock (Changing)
            {
                if (--_hiding == 0)
                {
                    Environment.SetEnvironmentVariable(Name, _hidden);
                }
            }
        }
    }
}
