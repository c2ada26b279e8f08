using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;

namespace RedshiftSync;

/// <summary>
/// Converts the deserialized object that Import-Clixml, a job or a remote session returns to a row, whose times are times again. PowerShell
/// uses it where the module is imported, because RedshiftSync.Types.ps1xml names Row as the type to deserialize to.
/// </summary>
public sealed class RowConverter : PSTypeConverter
{
    private const string Deserialized = "Deserialized.";

    /// <inheritdoc/>
    public override bool CanConvertFrom(PSObject sourceValue, Type destinationType) => TryRead(sourceValue, out _, out _);

    /// <inheritdoc/>
    public override object ConvertFrom(PSObject sourceValue, Type destinationType, IFormatProvider formatProvider, bool ignoreCase) =>
        TryRead(sourceValue, out var shape, out var values)
            ? shape.Create(values)
            : throw new PSInvalidCastException("The object is not a serialized row.");

    /// <inheritdoc/>
    public override bool CanConvertFrom(object sourceValue, Type destinationType) => false;

    /// <inheritdoc/>
    public override object ConvertFrom(object sourceValue, Type destinationType, IFormatProvider formatProvider, bool ignoreCase) =>
        throw new PSInvalidCastException("The object is not a serialized row.");

    /// <inheritdoc/>
    public override bool CanConvertTo(object sourceValue, Type destinationType) => false;

    /// <inheritdoc/>
    public override object ConvertTo(object sourceValue, Type destinationType, IFormatProvider formatProvider, bool ignoreCase) =>
        throw new PSInvalidCastException("A row converts to no other type.");

    private static bool TryRead(
        PSObject? row, [NotNullWhen(true)] out RowShape? shape, [NotNullWhen(true)] out object?[]? values)
    {
        (shape, values) = (null, null);
        var typeName = row?.TypeNames.FirstOrDefault() ?? "";
        if (!typeName.StartsWith(Deserialized, StringComparison.Ordinal)
            || RowClassName.Parse(typeName[Deserialized.Length..]) is not { } name)
        {
            return false;
        }

        // A job adds further properties behind those of the row.
        var properties = row!.Properties.Take(name.Kinds.Count).ToList();
        var read = new object?[name.Kinds.Count];
        if (properties.Count < read.Length)
        {
            return false;
        }

        for (var i = 0; i < read.Length; i++)
        {
            if (!name.Kinds[i].TryRestore(EngineValue.Unwrap(properties[i].Value), out read[i]))
            {
                return false;
            }
        }

        values = read;
        shape = RowShape.For(
            name.Table, [.. properties.Zip(name.Kinds, (property, kind) => new RowProperty(property.Name, kind))], name.Key, name.Cursor);
        return true;
    }
}
