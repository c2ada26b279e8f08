using System.Text.Json;

namespace RedshiftSync.Adapters.Postgres;

/// <summary>A table in PostgreSQL into which rows are upserted: each batch and its checkpoint in one transaction.</summary>
internal sealed class PostgresDestination : IDestination
{
    // An arbitrary number, the same in every process.
    private const long CreationLock = 0x5265_6473_6869_6674;

    private readonly PostgresSession _session;
    private PostgresSchema? _schema;
    private PostgresSchemaChange? _change;
    private PostgresCheckpoint? _checkpoint;
    private PostgresWriter? _writer;

    /// <summary>Creates the destination.</summary>
    /// <param name="displayName">The display name: server and database.</param>
    /// <param name="session">Disposed with the destination.</param>
    public PostgresDestination(string displayName, PostgresSession session)
    {
        DisplayName = displayName;
        _session = session;
    }

    public string DisplayName { get; }

    public bool StartedEmpty { get; private set; }

    public SchemaEvolution? Evolution => _schema?.Evolution;

    private PostgresSchema Schema => _schema ?? throw new InvalidOperationException("The destination was not prepared.");

    public DestinationCheckpoint? Prepare(DestinationRequest request, CancellationToken cancellation)
    {
        Take(request);
        return Run(
            DestinationTask.Prepare,
            () =>
            {
                CreateMissing(request, cancellation);
                var found = ReadCheckpoint(request, cancellation);
                StartedEmpty = request.StartedEmpty ?? PostgresFirstLoad.IsEmpty(_session, Schema.Table, cancellation);
                var isFirstLoad = StartedEmpty && PostgresFirstLoad.CanCopy(_session, Schema, cancellation);
                _writer = new PostgresWriter(_session, Schema, _checkpoint!, request.Replacement, isFirstLoad, _change!);
                return found;
            },
            cancellation);
    }

    public DestinationCheckpoint? Inspect(DestinationRequest request, CancellationToken cancellation)
    {
        Take(request);
        return Run(
            DestinationTask.Prepare,
            () =>
            {
                if (!Schema.Exists(_session, cancellation))
                {
                    return null;
                }

                var hasCheckpoint = _checkpoint!.Exists(_session, cancellation);
                CheckTable(request, hasCheckpoint, cancellation);
                return hasCheckpoint ? ReadCheckpoint(request, cancellation) : null;
            },
            cancellation);
    }

    public DestinationCheckpoint? FindCheckpoint(TableName table, CancellationToken cancellation) => Run(
        DestinationTask.Read,
        () =>
        {
            var checkpoint = new PostgresCheckpoint(table, SourceIdentity.Unknown, DisplayName);
            return checkpoint.Exists(_session, cancellation) ? checkpoint.Read(_session, cancellation) : null;
        },
        cancellation);

    public IDestinationDigests Digests(DigestKind kind, LocalTimes times, TableSchema schema, string? from) => new PostgresDigests(
        Schema.Digests(kind, times, schema, from),
        Stream,
        token => Run(DestinationTask.Read, () => PostgresCatalog.ReadSize(_session, Schema.Table, token), token));

    public bool IsEmpty(CancellationToken cancellation) => Run(
        DestinationTask.Read,
        () => PostgresFirstLoad.IsEmpty(_session, Schema.Table, cancellation),
        cancellation);

    public void Remove(IReadOnlyList<KeyValue> keys, CancellationToken cancellation) => Run(
        DestinationTask.Remove,
        () =>
        {
            _session.Execute(Schema.Delete(), cancellation, [.. Schema.Source.KeyColumns.Select((_, i) => PartsOf(keys, i))]);
            return true;
        },
        cancellation);

    public void Write(IReadOnlyList<PackedRow> batch, DestinationCheckpoint? checkpoint, CancellationToken cancellation)
    {
        var writer = _writer ?? throw new InvalidOperationException("The destination was not prepared.");
        Translate(
            batch.Count > 0 ? DestinationTask.Write : DestinationTask.Checkpoint,
            () =>
            {
                writer.Write(batch, checkpoint, cancellation);
                return true;
            },
            cancellation);
        if (batch.Count > 0)
        {
            Schema.Evolution.MarkApplied();
        }
    }

    public void Dispose() => _session.Dispose();

    private void Take(DestinationRequest request)
    {
        PostgresNames.Check(request, DisplayName);
        _schema = new PostgresSchema(request.Table, request.Schema);
        _checkpoint = new PostgresCheckpoint(request.Table, request.Source, DisplayName);
    }

    // If both tables exist, the user needs no permission to create or alter tables.
    private void CreateMissing(DestinationRequest request, CancellationToken cancellation)
    {
        if (Schema.Exists(_session, cancellation)
            && _checkpoint!.Exists(_session, cancellation)
            && !_checkpoint.CanUpgrade(_session, cancellation))
        {
            CheckTable(request, hasCheckpoint: true, cancellation);
            return;
        }

        // Two syncs that create one table at the same time would not wait for each other but fail. The lock ends with the transaction. The
        // statements after it see the tables that another sync has committed meanwhile, so the existence is checked again.
        _session.Execute($"SELECT pg_advisory_xact_lock({CreationLock})", cancellation);
        var isNew = !Schema.Exists(_session, cancellation);
        if (isNew)
        {
            _session.Execute(Schema.Create(), cancellation);
        }

        if (!_checkpoint!.Exists(_session, cancellation))
        {
            _session.Execute(_checkpoint.Create(), cancellation);
        }
        else if (_checkpoint.CanUpgrade(_session, cancellation))
        {
            _checkpoint.Upgrade(_session, cancellation);
        }

        if (isNew)
        {
            _checkpoint.Delete(_session, cancellation);
        }

        CheckTable(request, hasCheckpoint: true, cancellation);
    }

    private void CheckTable(DestinationRequest request, bool hasCheckpoint, CancellationToken cancellation)
    {
        var found = hasCheckpoint ? _checkpoint!.Read(_session, cancellation) : null;
        var names = PostgresColumn.Of(_session, request.Table, cancellation).Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
        _schema = Schema with { Evolution = SchemaEvolution.Of(request, found, name => names.Contains(name) ? name : null) };
        _change = new PostgresSchemaChange(DisplayName, _session, Schema);
        _change.Plan(request, cancellation);
        if (Schema.FindProblem(_session, cancellation) is { } problem)
        {
            throw DestinationErrors.SchemaMismatch(DisplayName, request.Table.ToString(), problem);
        }
    }

    private DestinationCheckpoint? ReadCheckpoint(DestinationRequest request, CancellationToken cancellation)
    {
        var found = _checkpoint!.Read(_session, cancellation);
        return found?.Source is { } other && !other.Equals(request.Source) && !request.Force
            ? throw DestinationErrors.SourceMismatch(DisplayName, other, request.Source)
            : found;
    }

    // An array of the values of one part of the keys.
    private static object PartsOf(IReadOnlyList<KeyValue> keys, int part) => keys.All(key => key.Parts[part] is long)
        ? keys.Select(key => (long)key.Parts[part]).ToArray()
        : keys.Select(key => (string)key.Parts[part]).ToArray();

    private IRowReader Stream(string sql, string? preparation, CancellationToken cancellation) => Translate(
        DestinationTask.Read,
        () => _session.OpenRows(sql, step => Translate(DestinationTask.Read, step, cancellation), cancellation, preparation),
        cancellation);

    private T Run<T>(DestinationTask task, Func<T> body, CancellationToken cancellation) =>
        Translate(task, () => _session.InTransaction(body, cancellation), cancellation);

    private T Translate<T>(DestinationTask task, Func<T> body, CancellationToken cancellation)
    {
        try
        {
            return body();
        }
        catch (Exception e) when (e is FormatException or JsonException or InvalidCastException)
        {
            throw DestinationErrors.CheckpointDamaged(DisplayName, e);
        }
        catch (Exception e) when (
            PostgresErrors.Translate(e, DisplayName, _schema?.Table.ToString(), task, cancellation) is var translated && translated != e)
        {
            throw translated;
        }
    }
}
