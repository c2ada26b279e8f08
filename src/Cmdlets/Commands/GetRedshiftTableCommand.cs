using System.Management.Automation;

namespace RedshiftSync.Commands;

/// <summary>Lists the tables and views of a source.</summary>
[Cmdlet(VerbsCommon.Get, "RedshiftTable")]
[OutputType(typeof(RedshiftTable))]
public sealed class GetRedshiftTableCommand : ConnectedCommand
{
    /// <summary>Names, or schema and name with a dot between them; wildcards are allowed.</summary>
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
        var ofSchemas = InvokeOrThrow(() => tables.Where(t => Schema.Any(s => IsOfSchema(s, t.Name))).ToList());
        var found = InvokeOrThrow(() => ofSchemas.Where(t => Name.Any(n => IsNamed(n, t.Name))).ToList());
        foreach (var table in found)
        {
            WriteObject(new RedshiftTable(table));
        }

        // As of Get-Item: a pattern may match nothing, a name may not.
        var names = Name.Where(n => IsLiteral(n) && !found.Exists(t => IsNamed(n, t.Name)))
            .Select(n => SourceErrors.TableNotListed(n, Schema.All(IsLiteral) ? Schema : []));
        var schemas = Schema.Where(s => IsLiteral(s) && !ofSchemas.Exists(t => IsOfSchema(s, t.Name)))
            .Select(SourceErrors.SchemaNotListed);
        foreach (var error in names.Concat(Name.Any(IsLiteral) ? [] : schemas))
        {
            WriteError(ErrorRecords.From(error));
        }
    }

    private static bool IsOfSchema(string pattern, TableName table) => NamePattern.IsMatch(pattern, table.Schema ?? "");

    // A table's own name can contain a dot.
    private static bool IsNamed(string pattern, TableName table) =>
        NamePattern.IsMatch(pattern, table.Name)
        || (pattern.Contains('.', StringComparison.Ordinal)
            && (NamePattern.IsMatch(pattern, $"{table.Schema}.{table.Name}") || NamePattern.IsMatch(pattern, table.ToString())));

    private static bool IsLiteral(string pattern) => !WildcardPattern.ContainsWildcardCharacters(pattern);
}
