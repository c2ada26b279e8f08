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
    protected override void EndProcessing() => SqliteLibrary.Use(() => SqliteUpserts.Run(Path, Count));
}

/// <summary>Finds SQLite's native library, because the shell does not resolve the dependencies of this assembly.</summary>
internal static class SqliteLibrary
{
    /// <summary>Runs an action that uses SQLite.</summary>
    public static void Use(Action action)
    {
        AssemblyLoadContext.Default.ResolvingUnmanagedDll += Resolve;
        try
        {
            action();
        }
        finally
        {
            AssemblyLoadContext.Default.ResolvingUnmanagedDll -= Resolve;
        }
    }

    private static nint Resolve(Assembly assembly, string name)
    {
        var folder = Path.Combine(
            Path.GetDirectoryName(typeof(SqliteLibrary).Assembly.Location)!, "runtimes", RuntimeInformation.RuntimeIdentifier, "native");
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

/// <summary>Drops the tables of the loop that upserts into PostgreSQL, or those of the module.</summary>
[Cmdlet(VerbsCommon.Clear, "PostgresFloor")]
public sealed class ClearPostgresFloorCommand : PSCmdlet
{
    /// <summary>The server that holds the destination.</summary>
    [Parameter(Mandatory = true)]
    public string ConnectionString { get; set; } = "";

    /// <summary>Drops the tables of the module.</summary>
    [Parameter]
    public SwitchParameter OfModule { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing() => PostgresUpserts.Drop(ConnectionString, OfModule);
}

/// <summary>Upserts rows of forty columns from memory into SQLite and does nothing else.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "WideSqliteFloor")]
public sealed class InvokeWideSqliteFloorCommand : PSCmdlet
{
    /// <summary>The path of the SQLite file.</summary>
    [Parameter(Mandatory = true)]
    public string Path { get; set; } = "";

    /// <summary>The number of rows.</summary>
    [Parameter(Mandatory = true)]
    public int Count { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing() => SqliteLibrary.Use(() => WideSqliteUpserts.Run(Path, Count));
}
