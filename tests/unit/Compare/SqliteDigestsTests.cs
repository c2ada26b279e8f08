using Microsoft.Data.Sqlite;
using RedshiftSync.Adapters.Sqlite;

namespace RedshiftSync.UnitTests.Compare;

/// <summary>Digests of a SQLite file, with keys of texts and of several parts.</summary>
public sealed class SqliteDigestsTests : IDisposable
{
    private const int Buckets = 4;

    private static readonly TableSchema Schema = new(
        new TableName(null, "t"),
        [
            new Column("n") { Type = ColumnType.Named("integer") },
            new Column("region") { KeyPart = 1, Type = ColumnType.Named("char") with { Length = 9 } },
            new Column("id") { KeyPart = 2, Type = ColumnType.Named("integer") },
            new Column("u") { IsCursor = true, Type = ColumnType.Named("timestamp") },
        ]);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("redshiftsync");
    private readonly string _path;

    public SqliteDigestsTests() => _path = Path.Combine(_folder.FullName, "t.db");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Keys_of_several_parts_are_read_back_and_digested()
    {
        Execute("CREATE TABLE t (n INTEGER, region TEXT, id INTEGER, u TEXT)");
        Execute(
            "INSERT INTO t VALUES (5, 'eu', 1, '2024-05-01T00:00:00.000001Z'), (6, 'us  ', 1, NULL), (7, NULL, 3, NULL), " +
                "(8, 'x', NULL, NULL)");
        using var connection = Open(SqliteOpenMode.ReadOnly);
        var digests = DigestsOf(connection);

        var rows = digests.ReadRows(BucketFilter.Of(Buckets, _ => true), default).ToList();

        Assert.Equal(["eu/1", "us/1"], rows.Select(r => $"{r.Key}").Order());
        Assert.Equal(rows.Select(r => r.Bucket).Order(), rows.Select(r => r.Bucket));
        Assert.Equal(
            Hash("eu", h => h.Add(5), new DateTime(2024, 5, 1).AddMicroseconds(1)),
            rows.Single(r => r.Key == KeyValue.Of("eu", 1L)).Digest);
        Assert.Equal(Hash("us", h => h.Add(6), null), rows.Single(r => r.Key == KeyValue.Of("us", 1L)).Digest);
        var sums = digests.Summarize(Buckets, default);
        var expected = new BucketSums(Buckets);
        foreach (var row in rows)
        {
            expected.Add(row.Bucket, 1, 1, (ulong)row.Digest);
        }

        Assert.Empty(sums.FindDifferences(expected).All);
        Assert.True(sums.HasNullCursor);
        Assert.Equal(4, digests.CountRows(default));
    }

    [Fact]
    public void A_text_in_a_column_of_integers_is_no_integer()
    {
        Execute("CREATE TABLE t (n INTEGER, region TEXT, id INTEGER, u TEXT); INSERT INTO t VALUES ('zero', 'eu', 1, NULL)");
        using var connection = Open(SqliteOpenMode.ReadOnly);

        Assert.NotEqual(
            Hash("eu", h => h.Add(0), null), DigestsOf(connection).ReadRows(BucketFilter.Of(Buckets, _ => true), default).Single().Digest);
    }

    // What differs is handed over while other commands use the file, perhaps the sync that mends it.
    [Fact]
    public void The_file_is_not_locked_while_its_rows_are_handed_over()
    {
        Execute(
            "CREATE TABLE t (n INTEGER, region TEXT, id INTEGER, u TEXT); " +
                "INSERT INTO t VALUES (1, 'a', 1, NULL), (1, 'b', 1, NULL), (1, 'c', 1, NULL)");
        using var connection = Open(SqliteOpenMode.ReadOnly);
        using var rows = DigestsOf(connection).ReadRows(BucketFilter.Of(Buckets, _ => true), default).GetEnumerator();

        Assert.True(rows.MoveNext());
        Execute("DELETE FROM t");
        Assert.True(rows.MoveNext());
    }

    private static SqliteDigests DigestsOf(SqliteConnection connection) =>
        new(
            new SqliteBusyRetry("t.db", connection.Handle!),
            connection.Handle!,
            new SqliteSchema("t", Schema),
            DigestKind.Content,
            LocalTimes.Utc);

    private static long Hash(string region, Action<RowHash> addNumber, DateTime? time)
    {
        var hash = new RowHash(new DigestLayout(Schema, DigestKind.Content));
        hash.Start();
        hash.Add(System.Text.Encoding.UTF8.GetBytes(region), DigestForm.Prefixed);
        hash.Add(1);
        addNumber(hash);
        if (time is { } value)
        {
            hash.Add(value);
        }
        else
        {
            hash.AddNull();
        }

        return hash.Finish();
    }

    private SqliteConnection Open(SqliteOpenMode mode)
    {
        var settings = new SqliteConnectionStringBuilder { DataSource = _path, Mode = mode, Pooling = false, DefaultTimeout = 1 };
        var connection = new SqliteConnection(settings.ConnectionString);
        connection.Open();
        return connection;
    }

    private void Execute(string sql)
    {
        using var connection = Open(SqliteOpenMode.ReadWriteCreate);
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // SQL written by tests.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
