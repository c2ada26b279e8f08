using RedshiftSync.RedshiftEmulator.Wire;

namespace RedshiftSync.RedshiftEmulator.Backend;

/// <summary>The PostgreSQL backend refused a session.</summary>
internal sealed class BackendRefusedException(ErrorFields error) : Exception(error.Text)
{
    public ErrorFields Error { get; } = error;
}
