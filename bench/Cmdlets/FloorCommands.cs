using System.Management.Automation;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using RedshiftSync.Bench.Subjects;

namespace RedshiftSync.Bench.Cmdlets;

/// <summary>Upserts rows from memory into SQLite and does nothing else.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "SqliteFloor")]
public sealed class InvokeSqliteFloorCommand : PSCmdlet
{
    /// <summary>The path of the SQLite file.</summary>
    [Parameter(Mandatory = true)]
    public string Path { get; set; } = "";

    /// <summary>How many.</summary>
    [Parameter(Mandatory = true)]
    public int Count { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        AssemblyLoadContext.Default.ResolvingUnmanagedDll += Resolve;
        try
        {
            SqliteUpserts.Run(Path, Count);
        }
        finally
        {
            AssemblyLoadContext.Default.ResolvingUnmanagedDll -= Resolve;
        }
    }

    // The shell does not resolve the dependencies of this assembly.
    private static nint Resolve(Assembly assembly, string name)
    {
        var folder = System.IO.Path.Combine(
            System.IO.Path.GetDirectoryName(typeof(InvokeSqliteFloorCommand).Assembly.Location)!,
            "runtimes",
            RuntimeInformation.RuntimeIdentifier,
            "native");
        return Directory.Exists(folder) ? NativeLibrary.Load(Directory.GetFiles(folder, $"*{name}*").Single()) : 0;
    }
}

/// <summary>Copies and upserts rows from memory into PostgreSQL and does nothing else.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "PostgresFloor")]
public sealed class InvokePostgresFloorCommand : PSCmdlet
{
    /// <summary>The server that holds the destination.</summary>
    [Parameter(Mandatory = true)]
    public string ConnectionString { get; set; } = "";

    /// <summary>How many.</summary>
    [Parameter(Mandatory = true)]
    public int Count { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing() => PostgresUpserts.Run(ConnectionString, Count);
}

/// <summary>Drops the tables of runs into PostgreSQL.</summary>
[Cmdlet(VerbsCommon.Clear, "PostgresFloor")]
public sealed class ClearPostgresFloorCommand : PSCmdlet
{
    /// <summary>The server that holds the destination.</summary>
    [Parameter(Mandatory = true)]
    public string ConnectionString { get; set; } = "";

    /// <inheritdoc/>
    protected override void EndProcessing() => PostgresUpserts.Drop(ConnectionString);
}
