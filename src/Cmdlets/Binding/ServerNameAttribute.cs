using System.Management.Automation;

namespace RedshiftSync;

/// <summary>
/// Refuses the path of a file as a server, while parameters are bound: later, the engine would ask for a credential first.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ServerNameAttribute : ValidateArgumentsAttribute
{
    /// <inheritdoc/>
    protected override void Validate(object arguments, EngineIntrinsics engineIntrinsics)
    {
        if (EngineValue.Unwrap(arguments) is string text && LooksLikeFile(text.Trim()))
        {
            throw new ValidationMetadataException("It looks like the path of a file. Give a configuration file with -ConfigurationPath.");
        }
    }

    // The command itself refuses addresses, which can contain a password.
    private static bool LooksLikeFile(string text) =>
        !AddressText.CannotBeName(text)
        && (text is ['.' or '~' or '/' or '\\', ..] or [_, ':', '/' or '\\', ..]
            || text.EndsWith(".json", StringComparison.OrdinalIgnoreCase));
}
