using System.Management.Automation;

namespace RedshiftSync;

/// <summary>Converts an argument to the path of a file: text, or an object with a path (a file, a state, the result of a sync).</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class FilePathAttribute : TextArgumentAttribute
{
    private static readonly string[] PathProperties = ["PSPath", "StatePath", "Path"];

    /// <summary>Whether the parameter takes wildcards, so that the path of an object has to be escaped.</summary>
    public bool AllowsWildcards { get; set; }

    private protected override string Description => "the path of a file";

    private protected override string Accepted => "text, a file, a state, or the result of a sync";

    private protected override string? TextOf(PSObject value)
    {
        var path = value.BaseObject switch
        {
            FileSystemInfo file => file.FullName,
            Uri address => address.OriginalString,
            _ => PathProperties.Select(name => PropertyText(value, name)).FirstOrDefault(text => text is not null),
        };
        return path is not null && AllowsWildcards ? WildcardPattern.Escape(path) : path;
    }
}
