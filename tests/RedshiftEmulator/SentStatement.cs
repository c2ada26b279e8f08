namespace RedshiftSync.RedshiftEmulator;

/// <summary>A statement that a client sent.</summary>
/// <param name="Text">The text as it was sent.</param>
/// <param name="ParameterTypes">The type OIDs given for its parameters; zero where the server was to find out.</param>
/// <param name="RefusedWith">The SQLSTATE that the emulator answered with instead of running it, or null.</param>
/// <param name="Session">The process number of the session.</param>
public sealed record SentStatement(string Text, IReadOnlyList<uint> ParameterTypes, string? RefusedWith, int Session);
