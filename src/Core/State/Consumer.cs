using System.Text.Json.Serialization;

namespace RedshiftSync;

/// <summary>The consumer that a checkpoint belongs to: the rows up to it were delivered to this consumer and to no other.</summary>
/// <param name="Kind">The kind of consumer.</param>
/// <param name="Name">The destination and its table, for messages; null for the pipeline. Never a secret.</param>
internal sealed record Consumer([property: JsonRequired] ConsumerKind Kind, string? Name = null)
{
    /// <summary>The commands downstream, or a script block.</summary>
    public static readonly Consumer Pipeline = new(ConsumerKind.Pipeline);

    /// <summary>A table in a destination.</summary>
    /// <param name="displayName">The destination's display name.</param>
    /// <param name="table">The table in it.</param>
    public static Consumer Destination(string displayName, TableName table) =>
        new(ConsumerKind.Destination, $"{displayName}, table {table}");

    /// <summary>Describes the consumer for messages.</summary>
    public override string ToString() => Kind == ConsumerKind.Destination ? Name ?? "a destination" : "the pipeline or -ForEachBatch";
}

/// <summary>Kinds of consumers. Only a destination holds a checkpoint of its own.</summary>
internal enum ConsumerKind
{
    /// <summary>The commands downstream in a pipeline, or the script block of -ForEachBatch.</summary>
    Pipeline,

    /// <summary>A table in a destination.</summary>
    Destination,
}
