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

/// <summary>Emits customers that no database was asked for, one by one: the shell's own share.</summary>
[Cmdlet(VerbsCommunications.Write, "FromMemory")]
public sealed class WriteFromMemoryCommand : PSCmdlet
{
    /// <summary>How many.</summary>
    [Parameter(Mandatory = true)]
    public int Count { get; set; }

    /// <summary>Their type.</summary>
    [Parameter(Mandatory = true)]
    public Type? Customer { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var create = CustomerFactories.For(Customer!);
        foreach (var (key, first, last, email, time) in Subjects.MemoryRows.All(Count))
        {
            WriteObject(create(key, first, last, email, time));
        }
    }
}
