using RedshiftSync.RedshiftEmulator.Wire;

namespace RedshiftSync.RedshiftEmulator.Backend;

/// <summary>The PostgreSQL behind did not let a session in.</summary>
internal sealed class BackendRefusedException(ErrorFields error) : Exception(error.Text)
{
    public ErrorFields Error { get; } = error;
}
