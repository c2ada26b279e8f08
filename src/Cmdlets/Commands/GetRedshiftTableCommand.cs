using System.Management.Automation;

namespace RedshiftSync.Commands;

/// <summary>Lists the tables and views of a source.</summary>
[Cmdlet(VerbsCommon.Get, "RedshiftTable")]
[OutputType(typeof(RedshiftTable))]
public sealed class GetRedshiftTableCommand : ConnectedCommand
{
    /// <summary>Names; wildcards are allowed.</summary>
    [Parameter(Position = 0)]
    [ArgumentCompleter(typeof(TableNameCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Schemas; wildcards are allowed.</summary>
    [Parameter(Position = 1)]
    [ArgumentCompleter(typeof(SchemaCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Schema { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var tables = InvokeOrThrow(() => SourceListing.Tables(Source));
        ActiveConnection.Listing.Add(tables);
        var found = InvokeOrThrow(
            () => tables.Where(t => Matches(Name, t.Name.Name) && Matches(Schema, t.Name.Schema ?? "")).ToList());
        foreach (var table in found)
        {
            WriteObject(new RedshiftTable(table));
        }
    }

    private static bool Matches(string[] patterns, string text) => patterns.Any(p => NamePattern.IsMatch(p, text));
}
