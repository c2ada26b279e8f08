namespace RedshiftSync;

/// <summary>Errors of parameter values.</summary>
internal static class ParameterErrors
{
    /// <summary>A value cannot be used, or contradicts another.</summary>
    public static SyncException Invalid(string summary, string advice, object? target = null) =>
        new(ErrorId.ParameterInvalid, summary, advice, target);

    /// <summary>A second table or state file came down the pipeline: both would share one lock and one checkpoint.</summary>
    public static SyncException SecondTable(string advice) =>
        Invalid("One run syncs one table with one state file, and more than one came down the pipeline.", advice);

    /// <summary>A batch size is given for rows that go down the pipeline.</summary>
    public static SyncException BatchSizeInPipeline() => Invalid(
        "-BatchSize has no meaning down a pipeline, which has one checkpoint at its end.", "Use it with -ForEachBatch or -Destination.");

    /// <summary>The destination's table cannot have this name.</summary>
    public static SyncException ReservedTable(string name) =>
        Invalid($"The destination's table cannot be '{name}': that name is reserved.", "Give -DestinationTable another name.", name);

    /// <summary>No provider recognises the destination. Its text is not quoted: it can contain a password.</summary>
    public static SyncException UnknownDestination(IReadOnlyCollection<IDestinationProvider> providers) => Invalid(
        $"The destination is neither {string.Join(" nor ", providers.Select(provider => provider.Description))}.",
        $"Give {string.Join(", or ", providers.Select(provider => provider.AddressForm))}. A path cannot have a colon before an @.");
}
