using System.Management.Automation;

namespace RedshiftSync.Bench.Cmdlets;

/// <summary>Reads in a loop of its own and emits the number of rows.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "RawReader")]
public sealed class InvokeRawReaderCommand : PSCmdlet
{
    /// <summary>Where.</summary>
    [Parameter(Mandatory = true)]
    public string ConnectionString { get; set; } = "";

    /// <summary>What.</summary>
    [Parameter(Mandatory = true)]
    public string Sql { get; set; } = "";

    /// <summary>The type to make an object of each row of; none when it is left out.</summary>
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

/// <summary>Emits customers from memory instead of a database: the shell's own share of the time and the memory.</summary>
[Cmdlet(VerbsCommunications.Write, "FromMemory")]
public sealed class WriteFromMemoryCommand : PSCmdlet
{
    /// <summary>How many customers.</summary>
    [Parameter(Mandatory = true)]
    public int Count { get; set; }

    /// <summary>The type of the objects.</summary>
    [Parameter(Mandatory = true)]
    public Type? Customer { get; set; }

    /// <summary>How many customers to emit as one array; none to emit them one by one.</summary>
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
