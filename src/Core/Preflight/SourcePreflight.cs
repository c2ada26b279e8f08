namespace RedshiftSync;

/// <summary>Checks a source before the first sync, without changing anything.</summary>
internal sealed class SourcePreflight
{
    private const string SortKeyCheck = "SortKey";

    private readonly ReconnectingSource _source;
    private readonly TableName _table;
    private readonly Func<TableFindings> _findTable;
    private readonly TimeZoneInfo? _zone;

    /// <summary>Creates the checks of a table; <see cref="Run"/> executes them.</summary>
    /// <param name="source">The source of the table.</param>
    /// <param name="table">The table.</param>
    /// <param name="findTable">Decides how the table is read; its errors become findings.</param>
    /// <param name="zone">The zone of a plain timestamp or a date; null for UTC.</param>
    public SourcePreflight(ReconnectingSource source, TableName table, Func<TableFindings> findTable, TimeZoneInfo? zone)
    {
        _source = source;
        _table = table;
        _findTable = findTable;
        _zone = zone;
    }

    /// <summary>Creates the checks of a table whose columns are known, such as a preset.</summary>
    /// <inheritdoc cref="SourcePreflight(ReconnectingSource, TableName, Func{TableFindings}, TimeZoneInfo)"/>
    public static SourcePreflight Of(ReconnectingSource source, TableSchema schema, TimeZoneInfo? zone) => new(
        source,
        schema.Table,
        () =>
        {
            var described = source.Execute(s => s.Describe(schema, source.Cancellation));
            return new TableFindings(described, [.. described.Columns.Select(column => CheckColumn(schema.Table, column, zone))]);
        },
        zone);

    /// <summary>Returns the findings, each as soon as it is known. A failure is a finding; only a stop is thrown.</summary>
    /// <param name="tlsMode">The TLS mode of the connection.</param>
    /// <param name="quick">Whether to skip the checks that read the whole table.</param>
    /// <param name="checkKey">Whether to count keys that occur more than once, which takes longest.</param>
    public IEnumerable<SourceFinding> Run(TlsMode tlsMode, bool quick, bool checkKey)
    {
        var (identity, login) = Try("Login", () => _source.Execute(s => s.Identity));
        if (identity is null)
        {
            yield return login!;
            yield break;
        }

        yield return new("Login", CheckStatus.Passed, identity.User, $"User {identity.User} on database {identity.Database}.");
        yield return identity.IsRedshift
            ? new("Server", CheckStatus.Passed, identity.Version, "The server is Amazon Redshift.")
            : new("Server", CheckStatus.Warning, identity.Version, "The server is not Redshift but PostgreSQL or a compatible server.");
        yield return Encryption(identity.Tls, tlsMode);
        yield return identity.TimeZone is null or "UTC"
            ? new(
                "SessionTimeZone",
                identity.TimeZone is null ? CheckStatus.Unknown : CheckStatus.Passed,
                identity.TimeZone,
                "Sessions run in UTC.")
            : new(
                "SessionTimeZone",
                CheckStatus.Warning,
                identity.TimeZone,
                "The server did not accept UTC as the zone of the session; SYSDATE and GETDATE() are in this one.");
        yield return Clock();

        var (found, missing) = Try("Select", FindReadable);
        if (found is null)
        {
            yield return missing!;
            yield break;
        }

        yield return new("Select", CheckStatus.Passed, _table.ToString(), $"{_table} can be read.");
        foreach (var finding in found.Findings)
        {
            yield return finding;
        }

        var schema = found.Schema;
        var (_, changed) = Try("WireFormats", () => _source.CheckFormats(schema));
        yield return changed ?? new("WireFormats", CheckStatus.Passed, null, "Known values of the columns' types arrive unchanged.");
        if (!found.HasCursor)
        {
            yield break;
        }

        var (sortKey, unseen) = Try(SortKeyCheck, () => SortKey(schema, identity.Database));
        yield return sortKey ?? unseen!;
        if (!quick && changed is null && schema.Cursor.FindMisfit() is null)
        {
            var axis = CursorAxis.Of(schema, schema.Cursor.HasZone ? null : _zone);
            foreach (var finding in new RowPreflight(_source, schema, axis).Run(checkKey))
            {
                yield return finding;
            }
        }
    }

    /// <summary>Returns what the user should know about a table before a sync: the findings that are not passed.</summary>
    /// <param name="source">The source of the table.</param>
    /// <param name="schema">The table, described.</param>
    /// <param name="axis">How the values of the cursor column relate to UTC.</param>
    public static IEnumerable<SourceFinding> Warnings(ReconnectingSource source, TableSchema schema, CursorAxis axis)
    {
        var preflight = new SourcePreflight(source, schema.Table, () => new TableFindings(schema, []), axis.Zone);
        var sortKey = preflight.SortKey(schema, source.Execute(s => s.Identity).Database);
        SourceFinding[] findings = [sortKey, .. new RowPreflight(source, schema, axis).Run(checkKey: false)];
        return findings.Where(finding => finding.Status is CheckStatus.Warning or CheckStatus.Failed);
    }

    private static SourceFinding Encryption(TlsInfo? tls, TlsMode mode)
    {
        const string Check = "Encryption";
        if (tls is null)
        {
            return new(
                Check, CheckStatus.Warning, "none", "The connection is not encrypted: the password and the data travel as they are.");
        }

        var value = $"{tls.Protocol}, certificate of {tls.Subject} until {IsoTimestamp.Format(tls.Expires)[..10]}";
        return mode switch
        {
            TlsMode.VerifyFull when tls.Expires - DateTime.UtcNow < TimeSpan.FromDays(14) =>
                new(Check, CheckStatus.Warning, value, "Encrypted and verified in full; the certificate expires soon."),
            TlsMode.VerifyFull => new(Check, CheckStatus.Passed, value, "Encrypted, the certificate verified in full."),
            TlsMode.VerifyCA =>
                new(Check, CheckStatus.Warning, value, "Encrypted; the certificate's authority is verified, its host name is not."),
            _ => new(Check, CheckStatus.Warning, value, "Encrypted, but nothing is verified: an impostor would not be noticed."),
        };
    }

    // A sync uses the server's clock only. The user should know a difference before comparing times of this machine with those of the
    // source.
    private SourceFinding Clock()
    {
        var before = DateTime.UtcNow;
        DateTime clock;
        try
        {
            clock = _source.Execute(s => s.ReadClock(_source.Cancellation));
        }
        catch (SyncException e)
        {
            return SourceFinding.Failed("Clock", e);
        }

        var here = before + ((DateTime.UtcNow - before) / 2);
        var ahead = TimeSpan.FromMilliseconds(Math.Round((clock - here).TotalMilliseconds));
        return ahead.Duration() < TimeSpan.FromSeconds(5)
            ? new("Clock", CheckStatus.Passed, ahead, "The server's clock agrees with this machine's.")
            : new(
                "Clock",
                CheckStatus.Warning,
                ahead,
                $"The server's clock is {ahead.Duration().TotalSeconds:0} s "
                    + $"{(ahead > TimeSpan.Zero ? "ahead of" : "behind")} this machine's. A sync goes by the server's.");
    }

    // A description alone needs no right to read (docs/redshift.md, Permissions), so a statement runs as well.
    private TableFindings FindReadable()
    {
        var found = _findTable();
        TableDiscovery.Probe(_source, found.Schema);
        return found;
    }

    private static SourceFinding CheckColumn(TableName table, Column column, TimeZoneInfo? zone)
    {
        var check = $"Column {column.Name}";
        if (zone is not null && column.IsCursor && column.HasZone)
        {
            return SourceFinding.Failed(check, CursorAxis.NeedsNoZone(table, column, zone));
        }

        return column.FindMisfit() is { } wanted
            ? SourceFinding.Failed(check, SourceErrors.ColumnTypeNotSupported(table, column.Name, column.Type!.Name, wanted))
            : new(check, CheckStatus.Passed, column.Type!.Name, "Its type fits.");
    }

    private SourceFinding SortKey(TableSchema schema, string database)
    {
        foreach (var statement in CatalogQuery.SortKeyOf(_table, database))
        {
            try
            {
                var rows = _source.Execute(s => s.Query(statement, _source.Cancellation));
                var leading = rows.Where(r => r[1] is 1L or -1L).Select(r => (string?)r[0]).FirstOrDefault();
                if (leading == schema.Cursor.Name)
                {
                    return new(
                        SortKeyCheck,
                        CheckStatus.Passed,
                        leading,
                        "The cursor column leads the sort key: an incremental sync reads the new blocks only.");
                }

                if (rows.Count > 0)
                {
                    return new(
                        SortKeyCheck,
                        CheckStatus.Warning,
                        leading,
                        $"The sort key begins with {leading}, so each sync scans the table. "
                            + $"A sort key on {schema.Cursor.Name} would avoid that.");
                }
            }
            catch (SyncException e) when (e.IsRefusal)
            {
                // The server lacks the view, or the user may not read it (docs/redshift.md, Tables and columns): the next one is tried.
            }
        }

        return new(
            SortKeyCheck,
            CheckStatus.Unknown,
            null,
            $"No sort key can be seen. Without one on {schema.Cursor.Name} (an index, on PostgreSQL), each sync scans the table.");
    }

    // The check that an error of a table's plan belongs to.
    private static string? CheckOf(string errorId) => errorId switch
    {
        ErrorId.KeyNotFound => "Key",
        ErrorId.CursorNotFound => "Cursor",
        ErrorId.ColumnNameConflict => "Columns",
        ErrorId.FilterInvalid => "Filter",
        _ => null,
    };

    private static (T? Result, SourceFinding? Failure) Try<T>(string check, Func<T> action)
        where T : class
    {
        try
        {
            return (action(), null);
        }
        catch (SyncException e)
        {
            return (null, SourceFinding.Failed(CheckOf(e.ErrorId) ?? check, e));
        }
    }
}
