namespace RedshiftSync;

/// <summary>Formats lengths of time for messages, the same in every culture.</summary>
internal static class Duration
{
    /// <summary>Formats a time in seconds below two minutes, in minutes below two hours, else in hours.</summary>
    public static string Describe(TimeSpan time) => time switch
    {
        { TotalSeconds: < 120 } => FormattableString.Invariant($"{time.TotalSeconds:0.#} s"),
        { TotalMinutes: < 120 } => FormattableString.Invariant($"{time.TotalMinutes:0.#} min"),
        _ => FormattableString.Invariant($"{time.TotalHours:0.#} h"),
    };
}
