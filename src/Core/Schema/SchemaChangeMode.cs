namespace RedshiftSync;

/// <summary>What a sync into a destination does when the columns of the source differ from those of the last run.</summary>
public enum SchemaChangeMode
{
    /// <summary>Follows: adds new columns, widens types, and writes NULL into columns that the source has lost.</summary>
    Evolve,

    /// <summary>Stops before the first row.</summary>
    Fail,

    /// <summary>Leaves out new columns, writes NULL into lost ones, and goes on while the values fit the destination's types.</summary>
    Ignore,
}
