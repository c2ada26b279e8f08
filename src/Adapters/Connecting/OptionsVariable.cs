namespace RedshiftSync.Adapters.Connecting;

/// <summary>The environment variable PGOPTIONS, which can be hidden from the driver for a while.</summary>
internal static class OptionsVariable
{
    private const string Name = "PGOPTIONS";

    private static readonly object Changing = new();
    private static int _hiding;
    private static string? _hidden;

    /// <summary>Whether the variable has a value, hidden or not.</summary>
    public static bool IsSet
    {
        get
        {
            lock (Changing)
            {
                return _hiding > 0 || Value is not null;
            }
        }
    }

    // Null for an empty variable, which the driver ignores.
    private static string? Value => Environment.GetEnvironmentVariable(Name) is { Length: > 0 } value ? value : null;

    /// <summary>Hides the variable until every returned object is disposed.</summary>
    public static IDisposable Hide() => new Hiding();

    private sealed class Hiding : IDisposable
    {
        private bool _isDisposed;

        public Hiding()
        {
            lock (Changing)
            {
                if (_hiding++ == 0)
                {
                    _hidden = Value;
                    Environment.SetEnvironmentVariable(Name, null);
                }
            }
        }

        public void Dispose()
        {
            lock (Changing)
            {
                if (!_isDisposed && --_hiding == 0 && Value is null)
                {
                    Environment.SetEnvironmentVariable(Name, _hidden);
                }

                _isDisposed = true;
            }
        }
    }
}
