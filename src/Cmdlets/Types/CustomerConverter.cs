using System.Management.Automation;

namespace RedshiftSync;

/// <summary>
/// Converts the deserialized object that Import-Clixml, a job or a remote session returns to a Customer, whose UpdatedAt is a time again.
/// PowerShell uses it where the module is imported, because RedshiftSync.Types.ps1xml names Customer as the type to deserialize to.
/// </summary>
public sealed class CustomerConverter : PSTypeConverter
{
    /// <inheritdoc/>
    public override bool CanConvertFrom(PSObject sourceValue, Type destinationType) =>
        sourceValue is not null
        && sourceValue.TypeNames.Contains("Deserialized.RedshiftSync.Customer")
        && sourceValue.Properties["CustomerId"]?.Value is long
        && TryReadTime(sourceValue, out _);

    /// <inheritdoc/>
    public override object ConvertFrom(PSObject sourceValue, Type destinationType, IFormatProvider formatProvider, bool ignoreCase)
    {
        ArgumentNullException.ThrowIfNull(sourceValue);
        return TryReadTime(sourceValue, out var updatedAt)
            ? new Customer(
                (long)sourceValue.Properties["CustomerId"].Value,
                TextOf(sourceValue, "FirstName"),
                TextOf(sourceValue, "LastName"),
                TextOf(sourceValue, "Email"),
                updatedAt)
            : throw new PSInvalidCastException("The object is not a serialized customer.");
    }

    /// <inheritdoc/>
    public override bool CanConvertFrom(object sourceValue, Type destinationType) => false;

    /// <inheritdoc/>
    public override object ConvertFrom(object sourceValue, Type destinationType, IFormatProvider formatProvider, bool ignoreCase) =>
        throw new PSInvalidCastException("The object is not a serialized customer.");

    /// <inheritdoc/>
    public override bool CanConvertTo(object sourceValue, Type destinationType) => false;

    /// <inheritdoc/>
    public override object ConvertTo(object sourceValue, Type destinationType, IFormatProvider formatProvider, bool ignoreCase) =>
        throw new PSInvalidCastException("A customer converts to no other type.");

    private static string? TextOf(PSObject customer, string name) => customer.Properties[name]?.Value switch
    {
        PSObject { BaseObject: string text } => text,
        string text => text,
        _ => null,
    };

    private static bool TryReadTime(PSObject customer, out DateTime? utc)
    {
        var isTime = IsoTimestamp.TryParse(TextOf(customer, "UpdatedAt"), out var time);
        utc = isTime ? time : null;
        return isTime || customer.Properties["UpdatedAt"] is { Value: null };
    }
}
