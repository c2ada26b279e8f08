using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.Loader;
using RedshiftSync.TestSupport;

namespace RedshiftSync.UnitTests.Tables;

/// <summary>Creates rows by the staged module's own classes, which the tests cannot reference.</summary>
internal sealed class RowFactory(Assembly assembly)
{
    /// <summary>A copy of the module's assembly with classes of its own: a process makes a limited number of them.</summary>
    public static RowFactory Isolated() => new(new AssemblyLoadContext("rows").LoadFromAssemblyPath(
        Path.Combine(Path.GetDirectoryName(Repository.StagedManifest)!, "RedshiftSync.dll")));

    /// <summary>The assembly that a session has imported.</summary>
    public static RowFactory Of(ModuleHost host) => new(
        (Assembly)host.Run("[RedshiftSync.Row].Assembly").ThrowIfFailed().Output.Single().BaseObject);

    /// <summary>A type of the module.</summary>
    public Type Type(string name) => assembly.GetType("RedshiftSync." + name, throwOnError: true)!;

    /// <summary>The shape of a table. A column is a name and a type, with a colon between them.</summary>
    public RowShape Shape(string table, IReadOnlyList<string> columns, int[] key, int? cursor)
    {
        var properties = Array.CreateInstance(Type("RowProperty"), columns.Count);
        for (var i = 0; i < columns.Count; i++)
        {
            var colon = columns[i].LastIndexOf(':');
            properties.SetValue(
                Activator.CreateInstance(
                    Type("RowProperty"), columns[i][..colon], Enum.Parse(Type("RowValueKind"), columns[i][(colon + 1)..])),
                i);
        }

        return new RowShape(Type("RowShape").GetMethod("For")!.Invoke(null, [table, properties, key, cursor])!);
    }

    /// <summary>The module's RowShape.</summary>
    internal sealed class RowShape(object shape)
    {
        public object Instance => shape;

        public Type RowType => (Type)shape.GetType().GetProperty("RowType")!.GetValue(shape)!;

        public object Create(params object?[] values) => shape.GetType().GetMethod("Create")!.Invoke(shape, [values])!;

        public TDelegate Compile<TDelegate>(Expression[] values, params ParameterExpression[] parameters) =>
            (TDelegate)shape.GetType().GetMethod("Compile")!.MakeGenericMethod(typeof(TDelegate)).Invoke(shape, [values, parameters])!;
    }
}
