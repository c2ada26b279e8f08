namespace RedshiftSync;

/// <summary>Lengths of time as messages show them, the same in every culture.</summary>
internal static class Duration
{
    /// <summary>Seconds up to two minutes, minutes up to two hours, and hours beyond.</summary>
    public static string Describe(TimeSpan time) => time switch
    {
        { TotalSeconds: < 120 } => FormattableString.Invariant($"{time.TotalSeconds:0.#} s"),
        { TotalMinutes: < 120 } => FormattableString.Invariant($"{time.TotalMinutes:0.#} min"),
        _ => FormattableString.Invariant($"{time.TotalHours:0.#} h"),
    };
}
