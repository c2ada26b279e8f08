using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using RedshiftSync.Adapters.Connecting;

namespace RedshiftSync.Adapters.Postgres;

/// <summary>A table in PostgreSQL that rows are upserted into: one transaction a batch, its checkpoint included.</summary>
internal sealed class PostgresDestination : IDestination
{
    // Any number, as long as it is the same in every process.
    private const long CreationLock = 0x5265_6473_6869_6674;

    private readonly NpgsqlDataSource _dataSource;
    private readonly NpgsqlConnection _connection;
    private PostgresSchema? _schema;
    private string _copy = "";
    private string _upsert = "";
    private PostgresCheckpoint? _checkpoint;

    private PostgresDestination(string displayName, NpgsqlDataSource dataSource, NpgsqlConnection connection)
    {
        DisplayName = displayName;
        _dataSource = dataSource;
        _connection = connection;
    }

    public string DisplayName { get; }

    private PostgresSchema Schema => _schema ?? throw new InvalidOperationException("The destination was not prepared.");

    public static PostgresDestination Open(DestinationLocation location, CancellationToken cancellation)
    {
        var address = PostgresAddress.Parse(location.Address);
        var settings = address.Settings;
        if (location.Login?.Invoke() is { } login)
        {
            settings.Username = login.User;
            settings.Password = login.Password;
        }

        settings.ApplicationName ??= "RedshiftSync";
        TlsVerification? verification = null;
        NpgsqlDataSource? dataSource = null;
        try
        {
            verification = new TlsVerification(address.TlsMode, address.RootCertificate);
            dataSource = ConnectionSettings.CreateDataSource(settings, address.TlsMode, verification);
            var connection = dataSource.OpenConnectionAsync(cancellation).AsTask().GetAwaiter().GetResult();
            return new PostgresDestination(address.DisplayName, dataSource, connection);
        }
        catch (Exception e)
        {
            dataSource?.Dispose();
            if (PostgresErrors.Translate(e, address.DisplayName, null, verification, cancellation) is var translated && translated != e)
            {
                throw translated;
            }

            throw;
        }
    }

    public DestinationCheckpoint? Prepare(DestinationRequest request, CancellationToken cancellation)
    {
        Take(request);
        return TranslateErrors(
            () =>
            {
                // A checkpoint promises that its rows survive a power cut, whatever this user's default is. Whoever locks the table gets some
                // time, unless this user's patience is set already.
                _connection.Execute("SET synchronous_commit TO on", cancellation);
                _connection.Execute("SET client_min_messages TO warning", cancellation);
                _connection.Execute("SELECT set_config('lock_timeout', '10s', false) WHERE current_setting('lock_timeout') = '0'", cancellation);
                CreateMissing(request, cancellation);
                var found = ReadCheckpoint(request, cancellation);
                _connection.Execute(Schema.CreateStaging(), cancellation);
                _copy = Schema.Copy();
                _upsert = Schema.Upsert(request.Replacement);
                return found;
            },
            cancellation);
    }

    public DestinationCheckpoint? Inspect(DestinationRequest request, CancellationToken cancellation)
    {
        Take(request);
        return TranslateErrors(
            () =>
            {
                CheckTable(request, cancellation);
                return _checkpoint!.Exists(_connection, cancellation) ? ReadCheckpoint(request, cancellation) : null;
            },
            cancellation);
    }

    public IDigestReader Digests(DigestKind kind, LocalTimes times, IReadOnlySet<int> paddedTexts) => new PostgresDigests(
        Schema.Digests(kind, times, paddedTexts),
        (sql, read, token) => TranslateErrors(() => _connection.Rows(sql, read, token), token));

    public bool IsEmpty(CancellationToken cancellation) => TranslateErrors(
        () => _connection.Rows($"SELECT 1 FROM {Schema.Table.Quoted} LIMIT 1", _ => true, cancellation).Count == 0,
        cancellation);

    public bool HasNullCursor(CancellationToken cancellation) => TranslateErrors(
        () => _connection.Rows($"SELECT 1 FROM {Schema.Table.Quoted} WHERE {SqlIdentifier.Quote(Schema.Shape.TimeColumn)} IS NULL LIMIT 1", _ => true, cancellation).Count > 0,
        cancellation);

    public void Remove(IReadOnlyList<long> keys, CancellationToken cancellation) => TranslateErrors(
        () =>
        {
            _connection.Execute($"DELETE FROM {Schema.Table.Quoted} WHERE {SqlIdentifier.Quote(Schema.Shape.KeyColumn)} = ANY($1)", cancellation, keys.ToArray());
            return true;
        },
        cancellation);

    public void Write(IReadOnlyList<PackedRow> batch, DestinationCheckpoint? checkpoint, CancellationToken cancellation) => TranslateErrors(
        () =>
        {
            using var transaction = _connection.BeginTransaction();
            if (batch.Count > 0)
            {
                Copy(batch, cancellation);
                using var upsert = new NpgsqlCommand(_upsert, _connection);
                upsert.ExecuteNonQueryAsync(cancellation).GetAwaiter().GetResult();
            }

            if (checkpoint is not null)
            {
                _checkpoint!.Write(_connection, checkpoint, cancellation);
            }

            transaction.CommitAsync(cancellation).GetAwaiter().GetResult();
            return true;
        },
        cancellation);

    public void Dispose()
    {
        _connection.Dispose();
        _dataSource.Dispose();
    }

    private void Take(DestinationRequest request)
    {
        _schema = new PostgresSchema(request.Table, request.Shape);
        _checkpoint = new PostgresCheckpoint(request.Table, request.Source);
    }

    // Nothing is created that is there: where both tables are, no right to create any is needed.
    private void CreateMissing(DestinationRequest request, CancellationToken cancellation)
    {
        if (Schema.Exists(_connection, cancellation) && _checkpoint!.Exists(_connection, cancellation))
        {
            CheckTable(request, cancellation);
            return;
        }

        // Two syncs that create one table at the same time would not wait for each other but fail. The lock comes before the transaction:
        // one that had begun would not see what the other has made. Where something fails, it ends with the session.
        _connection.Execute($"SELECT pg_advisory_lock({CreationLock})", cancellation);
        using (var transaction = _connection.BeginTransaction())
        {
            CreateTables(request, cancellation);
            transaction.CommitAsync(cancellation).GetAwaiter().GetResult();
        }

        _connection.Execute($"SELECT pg_advisory_unlock({CreationLock})", cancellation);
    }

    private void CreateTables(DestinationRequest request, CancellationToken cancellation)
    {
        var isNew = !Schema.Exists(_connection, cancellation);
        if (isNew)
        {
            _connection.Execute(Schema.Create(), cancellation);
        }

        CheckTable(request, cancellation);
        if (!_checkpoint!.Exists(_connection, cancellation))
        {
            _connection.Execute(_checkpoint.Create(), cancellation);
        }

        if (isNew)
        {
            _checkpoint.Delete(_connection, cancellation);
        }
    }

    private void CheckTable(DestinationRequest request, CancellationToken cancellation)
    {
        if (Schema.FindProblem(_connection, cancellation) is { } problem)
        {
            throw DestinationErrors.SchemaMismatch(DisplayName, request.Table.ToString(), problem);
        }
    }

    private DestinationCheckpoint? ReadCheckpoint(DestinationRequest request, CancellationToken cancellation)
    {
        var found = _checkpoint!.Read(_connection, cancellation);
        return found is { } other && !other.Source.Equals(request.Source) && !request.Force
            ? throw DestinationErrors.SourceMismatch(DisplayName, other.Source, request.Source)
            : found?.Checkpoint;
    }

    private void Copy(IReadOnlyList<PackedRow> batch, CancellationToken cancellation)
    {
        using var importer = _connection.BeginBinaryImportAsync(_copy, cancellation).GetAwaiter().GetResult();
        var texts = Schema.Shape.TextColumns.Count;
        for (var i = 0; i < batch.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var row = batch[i];
            importer.StartRow();
            importer.Write(i, NpgsqlDbType.Integer);
            importer.Write(row.Key, NpgsqlDbType.Bigint);
            var position = row.FirstText;
            for (var c = 0; c < texts; c++)
            {
                if (row.ReadText(ref position, out var text))
                {
                    importer.Write(text, NpgsqlDbType.Text);
                }
                else
                {
                    importer.WriteNull();
                }
            }

            if (row.UpdatedAt is { } time)
            {
                importer.Write(time, NpgsqlDbType.TimestampTz);
            }
            else
            {
                importer.WriteNull();
            }
        }

        importer.CompleteAsync(cancellation).AsTask().GetAwaiter().GetResult();
    }

    private T TranslateErrors<T>(Func<T> action, CancellationToken cancellation)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (e is FormatException or JsonException or InvalidCastException)
        {
            throw DestinationErrors.Unavailable(DisplayName, "its checkpoint cannot be read", e);
        }
        catch (Exception e) when (PostgresErrors.Translate(e, DisplayName, _schema?.Table.ToString(), null, cancellation) is var translated && translated != e)
        {
            throw translated;
        }
    }
}
