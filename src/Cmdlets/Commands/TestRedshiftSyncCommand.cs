using System.Management.Automation;

namespace RedshiftSync.Commands;

/// <summary>Proves a destination equal to its source up to the destination's checkpoint, or lists the differences.</summary>
[Cmdlet(VerbsDiagnostic.Test, "RedshiftSync", DefaultParameterSetName = DestinationFirst)]
[OutputType(typeof(SyncDifference), typeof(bool))]
public sealed class TestRedshiftSyncCommand : AnyTableCommand
{
    private const string DestinationFirst = "Destination";
    private const string TableFirst = "Table";

    /// <summary>A SQLite file, or the address of a PostgreSQL database.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = DestinationFirst)]
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = TableFirst)]
    [FilePath]
    [Alias("PSPath")]
    [ArgumentCompleter(typeof(FileCompleter))]
    [ValidateNotNullOrEmpty]
    public string Destination { get; set; } = "";

    /// <summary>The source table as schema.table, exactly as stored; by default that of customers.</summary>
    // Not validated by an attribute: a state before its first sync binds a null Table, which means the default.
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = DestinationFirst)]
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = TableFirst)]
    [TableArgument]
    [ArgumentCompleter(typeof(TableCompleter))]
    public string Table { get; set; } = CustomerSchema.DefaultTable;

    /// <summary>
    /// Compares changes at or after this time, or at or above this number for a cursor of integers; by default all that were synced.
    /// </summary>
    [Parameter]
    [ArgumentCompleter(typeof(TimeCompleter))]
    [CursorValue]
    [ValidateNotNull]
    public object? Since { get; set; }

    /// <summary>Emits only whether source and destination are equal.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <summary>Accepts a destination that was filled from another source.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing() => CustomerSchema.ThrowIfEmpty(this, Table);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var arguments = ArgumentsOf(Destination);
        var (request, isOfCustomers) = InvokeOrThrow(() => RequestAt(arguments, Table, Force));
        request = request with { IsComparison = true };
        using var destination = InvokeOrThrow(() => arguments.Open(request, RetryPolicy, forReading: true));
        request = request with { Schema = InvokeOrThrow(() => Source.Describe(request.Schema)) };
        var checkpoint = InvokeOrThrow(() => Inspect(destination, request));
        var since = InvokeOrThrow(() => SinceIn(request.Schema, checkpoint));
        var comparison = new DestinationComparison(Source, destination, request.Schema, Zone, WriteWarning) { Since = since };
        var areEqual = Compare(comparison, checkpoint, isOfCustomers ? "customer" : $"{request.Schema.Table}");
        WriteVerbose(
            $"Compared from {since ?? checkpoint.Start} up to {checkpoint.Watermark}; "
            + $"{comparison.DigestsRead} sums and digests were fetched from both sides.");
        if (InvokeOrThrow(() => Inspect(destination, request)) is var now && now != checkpoint)
        {
            WriteWarning(
                $"The destination's checkpoint moved from {checkpoint.Watermark} to {now.Watermark} during the comparison. "
                + "This can be the cause of differences: compare again while no sync is running.");
        }

        if (comparison.Absent is [_, ..] absent)
        {
            WriteWarning(
                $"These columns of {request.Schema.Table} were not compared, because the destination's table lacks them: "
                + $"{string.Join(", ", absent)}. A sync with -SchemaChange Evolve adds them.");
        }

        if (comparison.Uncompared is [_, ..] uncompared)
        {
            WriteWarning(
                $"These columns of {request.Schema.Table} were not compared, because the server has no text of their types that can be "
                + $"hashed: {string.Join(", ", uncompared)}.");
        }

        if (Quiet)
        {
            WriteObject(areEqual);
        }
    }

    // Returns whether both sides are equal. The enumerator must be disposed, because its statements occupy the connections.
    private bool Compare(DestinationComparison comparison, DestinationCheckpoint checkpoint, string noun)
    {
        using var differences = InvokeOrThrow(() => comparison.Run(checkpoint, DigestKind.Content).GetEnumerator());
        var areEqual = true;
        while ((areEqual || !Quiet) && InvokeOrThrow(differences.MoveNext))
        {
            areEqual = false;
            if (!Quiet)
            {
                WriteObject(new SyncDifference(differences.Current, noun));
            }
        }

        return areEqual;
    }

    // Null if the span begins where the destination does.
    private CursorValue? SinceIn(TableSchema schema, DestinationCheckpoint checkpoint)
    {
        var since = CursorArgument.Convert(Since, nameof(Since), schema, CursorAxis.Of(schema, Zone));
        if (since > checkpoint.Watermark.CursorValue)
        {
            WriteWarning(
                $"-Since ({since}) is after the destination's checkpoint ({checkpoint.Watermark}): no row of the source is compared.");
        }

        return since <= checkpoint.Start ? null : since;
    }

    private DestinationCheckpoint Inspect(ReconnectingDestination destination, DestinationRequest request) =>
        destination.Inspect(request.Schema, WriteWarning, Cancellation)
        ?? throw DestinationErrors.NotSynced(destination.DisplayName, request.Table.ToString());
}
