using System.Management.Automation;

namespace RedshiftSync.Bench.Cmdlets;

/// <summary>Reads rows in its own loop and emits their number.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "RawReader")]
public sealed class InvokeRawReaderCommand : PSCmdlet
{
    /// <summary>The connection string.</summary>
    [Parameter(Mandatory = true)]
    public string ConnectionString { get; set; } = "";

    /// <summary>The query.</summary>
    [Parameter(Mandatory = true)]
    public string Sql { get; set; } = "";

    /// <summary>The type of the object to create from each row; by default, none is created.</summary>
    [Parameter]
    public Type? Customer { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (Customer is null)
        {
            WriteObject(RawReader.Run(ConnectionString, Sql, null));
            return;
        }

        var create = CustomerFactories.For(Customer);
        WriteObject(RawReader.Run(ConnectionString, Sql, (key, first, last, email, time) => create(key, first, last, email, time)));
    }
}

/// <summary>Emits customers from memory instead of a database, to measure the time and memory of the shell alone.</summary>
[Cmdlet(VerbsCommunications.Write, "FromMemory")]
public sealed class WriteFromMemoryCommand : PSCmdlet
{
    /// <summary>The number of customers.</summary>
    [Parameter(Mandatory = true)]
    public int Count { get; set; }

    /// <summary>The type of the objects.</summary>
    [Parameter(Mandatory = true)]
    public Type? Customer { get; set; }

    /// <summary>The number of customers per emitted array; by default, they are emitted one by one.</summary>
    [Parameter]
    public int? BatchSize { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var create = CustomerFactories.For(Customer!);
        var rows = Subjects.MemoryRows.All(Count).Select(r => create(r.Key, r.First, r.Last, r.Email, r.Time));
        foreach (var item in BatchSize is { } size ? rows.Chunk(size) : rows)
        {
            WriteObject(item, enumerateCollection: false);
        }
    }
}
