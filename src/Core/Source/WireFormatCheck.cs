namespace RedshiftSync;

/// <summary>
/// Checks, once a session for each type, that the server sends values in the form that the module reads: an update of a server has changed
/// a form before, and numbers came back wrong without an error (docs/redshift.md, Types).
/// </summary>
internal sealed class WireFormatCheck
{
    private readonly HashSet<ColumnCodec> _checked = [];

    /// <summary>Reads one row of constants, if a type was not checked before.</summary>
    /// <param name="columns">The columns that are about to be read, described.</param>
    /// <param name="server">The server, for the message.</param>
    /// <param name="open">Starts a statement that selects the given columns.</param>
    /// <exception cref="SyncException">WireFormatChanged, and errors of the connection.</exception>
    public void Run(IEnumerable<Column> columns, string server, Func<SqlStatement, IReadOnlyList<Column>, IRowReader> open)
    {
        ColumnCodec[] codecs =
        [
            .. columns.Select(c => c.Codec).Distinct().Where(c => c.Probe is not null && !_checked.Contains(c))
                .OrderBy(c => c.Names[0], StringComparer.Ordinal),
        ];
        if (codecs.Length == 0)
        {
            return;
        }

        Column[] probes = [.. codecs.Select((c, i) => new Column(c.Names[0]) { Ordinal = i, Type = new ColumnType(c.Names[0], c) })];
        using var row = open(SessionQuery.Constants(codecs.Select(c => c.Probe!)), probes);
        var hasRow = row.Read();
        foreach (var probe in probes)
        {
            Check(hasRow, row, probe, server);
        }

        // Reads to the end, so that closing does not cancel.
        row.Read();
        _checked.UnionWith(codecs);
    }

    private static void Check(bool hasRow, IRowReader row, Column probe, string server)
    {
        object? value = null;
        Exception? cause = null;
        try
        {
            value = hasRow ? probe.Codec.Read(row, probe) : null;
        }
        catch (Exception e) when (e is not (SyncException or OperationCanceledException))
        {
            // Whatever a decoder throws at bytes of another form.
            cause = e;
        }

        if (!probe.Codec.Probe!.Value.Equals(value))
        {
            throw SourceErrors.WireFormatChanged(server, probe.Name, cause);
        }
    }
}
