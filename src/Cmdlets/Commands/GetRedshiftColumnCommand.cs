using System.Management.Automation;

namespace RedshiftSync.Commands;

/// <summary>Lists the columns of tables, and what each can be used for in a sync.</summary>
[Cmdlet(VerbsCommon.Get, "RedshiftColumn")]
[OutputType(typeof(RedshiftColumn))]
public sealed class GetRedshiftColumnCommand : ConnectedCommand
{
    /// <summary>Tables as schema.table, exactly as stored.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [TableArgument]
    [ArgumentCompleter(typeof(TableCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Table { get; set; } = [CustomerSchema.DefaultTable];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var text in Table)
        {
            IReadOnlyList<ListedColumn> columns = [];
            InvokeOrReport(() => columns = SourceListing.Columns(Source, TableName.Parse(text)));
            ActiveConnection.Listing.Add(text, columns);
            foreach (var column in columns)
            {
                WriteObject(new RedshiftColumn(column));
            }
        }
    }
}
