using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Emit;

namespace RedshiftSync;

/// <summary>A class of rows that was made at run time, with a field and a property for each column.</summary>
/// <param name="type">The class.</param>
/// <param name="fields">The fields, in the order of the columns.</param>
internal sealed class RowClass(Type type, ImmutableArray<FieldInfo> fields)
{
    // Not collectible: PowerShell keeps each type that it has seen, and a collectible one that is kept keeps its whole assembly.
    private static readonly ModuleBuilder Module = AssemblyBuilder
        .DefineDynamicAssembly(new AssemblyName("RedshiftSync.Rows"), AssemblyBuilderAccess.Run)
        .DefineDynamicModule("RedshiftSync.Rows");

    /// <summary>The class.</summary>
    public Type Type => type;

    /// <summary>The fields, in the order of the columns.</summary>
    public ImmutableArray<FieldInfo> Fields => fields;

    /// <summary>Makes a class. The caller does not make two at the same time.</summary>
    /// <param name="name">The full name; no other class has it.</param>
    /// <param name="properties">The properties.</param>
    public static RowClass Emit(string name, IReadOnlyList<RowProperty> properties)
    {
        var builder = Module.DefineType(name, TypeAttributes.Public | TypeAttributes.Sealed | TypeAttributes.Class, typeof(Row));
        builder.DefineDefaultConstructor(MethodAttributes.Public);
        for (var i = 0; i < properties.Count; i++)
        {
            var field = builder.DefineField(FieldName(i), properties[i].Kind.StoredType(), FieldAttributes.Private);
            EmitProperty(builder, properties[i], field);
        }

        var type = builder.CreateType();
        return new RowClass(
            type,
            [
                .. Enumerable.Range(0, properties.Count)
                    .Select(ordinal => type.GetField(FieldName(ordinal), BindingFlags.Instance | BindingFlags.NonPublic)!),
            ]);
    }

    private static string FieldName(int ordinal) => FormattableString.Invariant($"_{ordinal}");

    private static void EmitProperty(TypeBuilder builder, RowProperty property, FieldInfo field)
    {
        var type = property.Kind.PropertyType();
        var getter = builder.DefineMethod(
            "get_" + property.Name,
            MethodAttributes.Public | MethodAttributes.SpecialName | MethodAttributes.HideBySig,
            type,
            Type.EmptyTypes);
        var code = getter.GetILGenerator();
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Ldfld, field);
        if (type != field.FieldType)
        {
            code.Emit(OpCodes.Call, typeof(Row).GetMethod("To" + type.Name, BindingFlags.Static | BindingFlags.NonPublic)!);
        }

        code.Emit(OpCodes.Ret);
        builder.DefineProperty(property.Name, PropertyAttributes.None, type, null).SetGetMethod(getter);
    }
}
