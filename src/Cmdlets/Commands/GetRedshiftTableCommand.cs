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
        var names = Patterns(Name);
        var schemas = Patterns(Schema);
        foreach (var table in tables.Where(t => Matches(names, t.Name.Name) && Matches(schemas, t.Name.Schema ?? "")))
        {
            WriteObject(new RedshiftTable(table));
        }
    }

    private static WildcardPattern[] Patterns(string[] texts) => [.. texts.Select(t => WildcardPattern.Get(t, WildcardOptions.IgnoreCase))];

    private static bool Matches(WildcardPattern[] patterns, string text) => patterns.Any(p => p.IsMatch(text));
}
