namespace RedshiftSync.RedshiftEmulator;

/// <summary>A statement that a client sent.</summary>
/// <param name="Text">The text that the client sent.</param>
/// <param name="ParameterTypes">The type OIDs given for its parameters; zero lets the server infer the type.</param>
/// <param name="RefusedWith">The SQLSTATE with which the emulator refused the statement, or null.</param>
/// <param name="Session">The process number of the session.</param>
public sealed record SentStatement(string Text, IReadOnlyList<uint> ParameterTypes, string? RefusedWith, int Session);
