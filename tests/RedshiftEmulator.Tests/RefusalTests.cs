using RedshiftSync.TestSupport;

namespace RedshiftSync.RedshiftEmulator.Tests;

[Collection(SharedEmulator.Name)]
public sealed class RefusalTests(EmulatorFixture fixture)
{
    private const string T = "testers.customers";

    [Theory]
    [InlineData("0A000", $"SELECT 1 FROM {T} WHERE (updated_at, customer_id) > ('2024-01-01', 1)")]
    [InlineData("0A000", $"SELECT 1 FROM {T} WHERE ROW(updated_at, customer_id) <= ROW('2024-01-01', 1)")]
    [InlineData("42601", $"INSERT INTO {T} (customer_id) VALUES (1) ON CONFLICT DO NOTHING")]
    [InlineData("42601", $"INSERT INTO {T} (customer_id) VALUES (1) ON CONFLICT (customer_id) DO UPDATE SET email = 'x'")]
    [InlineData("42601", $"DELETE FROM {T} RETURNING customer_id")]
    [InlineData("0A000", "SAVEPOINT here")]
    [InlineData("0A000", "ROLLBACK TO SAVEPOINT here")]
    [InlineData("0A000", "RELEASE SAVEPOINT here")]
    [InlineData("0A000", "LISTEN it")]
    [InlineData("0A000", "UNLISTEN *")]
    [InlineData("0A000", "NOTIFY it")]
    [InlineData("42601", "DISCARD ALL")]
    [InlineData("42601", "VALUES (1), (2)")]
    [InlineData("42601", "SELECT * FROM (VALUES (1), (2)) AS v (x)")]
    [InlineData("0A000", "SELECT ARRAY[1, 2]")]
    [InlineData("XX000", $"SELECT 1 FROM {T} WHERE customer_id = ANY ('{{1,2}}')")]
    [InlineData("XX000", $"SELECT 1 FROM {T} WHERE email IS DISTINCT FROM first_name")]
    [InlineData("XX000", $"SELECT 1 FROM {T} WHERE email IS NOT DISTINCT FROM first_name")]
    [InlineData("0A000", "CREATE SEQUENCE s")]
    [InlineData("42883", "SELECT nextval('s')")]
    [InlineData("0A000", $"SELECT g FROM generate_series(1, 3) g, {T}")]
    [InlineData("42883", "SELECT pg_advisory_lock(1)")]
    [InlineData("42883", "SELECT pg_sleep(1)")]
    [InlineData("0A000", $"CREATE TRIGGER t AFTER INSERT ON {T} EXECUTE FUNCTION f()")]
    [InlineData("0A000", $"CREATE UNIQUE INDEX i ON {T} (customer_id)")]
    [InlineData("42601", $"COPY {T} FROM STDIN")]
    [InlineData("42601", $"COPY (SELECT 1) TO STDOUT")]
    [InlineData("0A000", $"SELECT now(), customer_id FROM {T}")]
    [InlineData("0A000", $"SELECT 1 FROM {T} WHERE updated_at < CURRENT_TIMESTAMP")]
    [InlineData("0A000", $"UPDATE {T} SET updated_at = now()")]
    [InlineData("0A000", $"SELECT has_table_privilege(table_name, 'SELECT') FROM svv_tables")]
    [InlineData("0A000", $"SELECT substr(email, 1, 2) FROM {T}")]
    [InlineData("42601", $"SELECT count(*) FILTER (WHERE customer_id > 1) FROM {T}")]
    [InlineData("42601", $"SELECT 1 FROM {T} c, LATERAL (SELECT c.email) x")]
    [InlineData("0A000", $"SELECT DISTINCT ON (email) email FROM {T}")]
    [InlineData("42601", $"SELECT 1 FROM {T} FOR UPDATE SKIP LOCKED")]
    [InlineData("0A000", $"SELECT 1 FROM {T} FOR UPDATE")]
    [InlineData("42601", $"SELECT 1 FROM {T} TABLESAMPLE SYSTEM (10)")]
    [InlineData("42601", $"SELECT 1 FROM {T} FETCH FIRST 3 ROWS ONLY")]
    [InlineData("42601", "EXPLAIN (ANALYZE) SELECT 1")]
    [InlineData("42601", "DO 'BEGIN END'")]
    [InlineData("42704", "SELECT '{}'::jsonb")]
    [InlineData("42704", "SELECT CAST('x' AS uuid)")]
    [InlineData("42704", "SELECT '{1}'::int[]")]
    [InlineData("0A000", $"SELECT '{T}'::regclass")]
    [InlineData("42883", "SELECT '{}' -> 'a'")]
    [InlineData("42883", $"SELECT string_agg(email, ',') FROM {T}")]
    [InlineData("42883", $"SELECT array_agg(email) FROM {T}")]
    [InlineData("42883", "SELECT unnest('{1,2}')")]
    [InlineData("42883", "SELECT format('%s', 1)")]
    [InlineData("42883", "SELECT gen_random_uuid()")]
    [InlineData("42883", "SELECT make_timestamp(2024, 1, 1, 0, 0, 0)")]
    [InlineData("42883", "SELECT clock_timestamp()")]
    [InlineData("42883", "SELECT to_timestamp(1700000000)")]
    [InlineData("42883", "SELECT current_setting('search_path', true)")]
    [InlineData("42883", "SELECT pg_catalog.pg_total_relation_size('x')")]
    [InlineData("42883", "SELECT string_to_table('a,b', ',')")]
    [InlineData("42883", "SELECT jsonb_build_object('a', 1)")]
    [InlineData("42883", "SELECT pg_typeof(1)")]
    [InlineData("42883", "SELECT date_trunc('day', now(), 'UTC')")]
    [InlineData("42883", $"SELECT lag(customer_id, 1, 0) OVER (ORDER BY email) FROM {T}")]
    [InlineData("42883", "SELECT '{}' ? 'a'")]
    [InlineData("42883", "SELECT 'abc' ^@ 'a'")]
    [InlineData("42704", "SELECT jsonb '{}'")]
    [InlineData("42704", "SELECT uuid '00000000-0000-0000-0000-000000000000'")]
    [InlineData("22023", $"SELECT customer_id::numeric(39, 0) FROM {T}")]
    [InlineData("22023", "SELECT CAST('x' AS varchar(65536))")]
    [InlineData("42601", $"SELECT sum(customer_id) OVER w FROM {T} WINDOW w AS (ORDER BY email)")]
    [InlineData("42601", $"SELECT sum(customer_id) OVER (ORDER BY email RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) FROM {T}")]
    [InlineData("42601", $"SELECT sum(customer_id) OVER (ORDER BY email ROWS UNBOUNDED PRECEDING EXCLUDE TIES) FROM {T}")]
    [InlineData("0A000", $"SELECT customer_id FROM {T} EXCEPT ALL SELECT 1")]
    [InlineData("42601", $"TABLE {T}")]
    [InlineData("42601", $"SELECT FROM {T}")]
    [InlineData("42601", "SELECT x FROM generate_series(1, 3) WITH ORDINALITY AS t (x, n)")]
    [InlineData("42703", $"SELECT ctid FROM {T}")]
    [InlineData("42703", $"SELECT c.xmin FROM {T} c")]
    [InlineData("42703", "SELECT attidentity FROM pg_attribute")]
    [InlineData("42P01", "SELECT * FROM pg_catalog.pg_range")]
    [InlineData("42P01", "SELECT extname FROM pg_extension")]
    [InlineData("42704", "SET standard_conforming_strings TO on")]
    [InlineData("42704", "SET IntervalStyle = 'iso_8601'")]
    [InlineData("42704", "SHOW server_version_num")]
    [InlineData("42704", "SELECT current_setting('server_version_num')")]
    [InlineData("22023", "SET extra_float_digits = 3")]
    [InlineData("42501", "SET lc_monetary TO 'C'")]
    [InlineData("3F000", "SELECT * FROM missing.customers")]
    [InlineData("42P01", "SELECT * FROM testers.missing")]
    [InlineData("42703", $"SELECT missing FROM {T}")]
    [InlineData("25P01", "DECLARE c CURSOR FOR SELECT 1")]
    [InlineData("XX000", "FETCH 10 FROM c")]
    public void Unsupported_SQL_is_refused(string sqlState, string sql)
    {
        Assert.Equal(sqlState, fixture.Shared.Refused(sql).SqlState);
        Assert.Equal(1, fixture.Shared.Scalar("SELECT 1"));
    }

    [Theory]
    [InlineData(
        $"SELECT customer_id, email FROM {T} WHERE updated_at >= '2024-01-01' AND (updated_at > '2024-01-01' OR customer_id > 1) " +
            "ORDER BY updated_at, customer_id LIMIT 3")]
    [InlineData($"SELECT count(*), min(updated_at), max(updated_at), count(CASE WHEN updated_at > '2024-01-01' THEN 1 END) FROM {T}")]
    [InlineData($"SELECT \"c\".\"email\" FROM {T} AS \"c\" WHERE coalesce(\"c\".\"email\", 'x') > 'a' AND \"c\".customer_id IN (1, 2)")]
    [InlineData(
        $"WITH c (a, b) AS (SELECT customer_id, email FROM {T}), d AS (SELECT * FROM c) SELECT count(*) FROM d JOIN c ON d.a = c.a")]
    [InlineData($"SELECT row_number() OVER (PARTITION BY email, city ORDER BY updated_at) > 1 FROM {T}")]
    [InlineData($"SELECT customer_id::numeric(10, 2) > 1, CAST(email AS varchar(10)) FROM {T}")]
    [InlineData($"SELECT (email, city) = ('a', 'b') FROM {T}")]
    [InlineData($"SELECT extract(year FROM updated_at), trim(both ' ' from email), substring(email FROM 1 FOR 2) FROM {T}")]
    [InlineData($"SELECT 1 FROM {T} WHERE customer_id = ANY (SELECT 1)")]
    [InlineData($"SELECT 1 FROM {T} WHERE customer_id > (SELECT min(a.customer_id) FROM {T} a, {T} b)")]
    [InlineData($"SELECT updated_at AT TIME ZONE 'UTC', current_date, sysdate, getdate() FROM {T}")]
    [InlineData($"SELECT x FROM (SELECT customer_id FROM {T} UNION ALL SELECT 2) t (x) ORDER BY x -- ARRAY[1]")]
    [InlineData($"SELECT sum(customer_id) OVER (ORDER BY email ROWS UNBOUNDED PRECEDING), \"x\" FROM (SELECT *, 1 AS \"x\" FROM {T}) c")]
    [InlineData("SELECT 1 AS \"range\", 2 AS xmin, 2 ^ 3, |/ 4, 'a' !~* 'b', 6 # 3, ~1, 1 << 2, 'a' NOT LIKE 'b'")]
    [InlineData("SELECT now(), CURRENT_TIMESTAMP, current_schema(), has_table_privilege('testers.customers', 'SELECT')")]
    [InlineData("SELECT 'it''s ON CONFLICT \\' (a, b) > (c, d)' AS \"returning\"")]
    [InlineData("SELECT $$VALUES (1)$$ /* RETURNING /* nested */ */")]
    [InlineData("SELECT relname FROM pg_class JOIN pg_catalog.pg_namespace n ON relnamespace = n.oid WHERE nspname = 'testers'")]
    [InlineData("SELECT table_name FROM information_schema.tables WHERE table_schema = 'testers'")]
    [InlineData(
        "CREATE TEMP TABLE t (a int, b varchar(10)); INSERT INTO t (a, b) VALUES (1, 'x'), (2, 'y'); UPDATE t SET b = lower(b); " +
            "DROP TABLE t")]
    [InlineData(
        "BEGIN; DECLARE c CURSOR FOR SELECT 1; FETCH FORWARD 10 FROM c; CLOSE c; DECLARE c CURSOR FOR SELECT 1; FETCH NEXT FROM c; COMMIT")]
    [InlineData(
        "SET timezone TO 'UTC'; SET statement_timeout TO 10000; SET search_path TO testers, public; SET TIME ZONE 'UTC'; RESET ALL")]
    public void Supported_SQL_is_accepted(string sql)
    {
        using var connection = fixture.Open();

        connection.Run(sql);
    }

    [Theory]
    [InlineData("SELECT * FROM testers.missing", "Relation testers.missing does not exist in the database.")]
    [InlineData("SELECT * FROM missing", "Relation missing does not exist in the database.")]
    public void A_missing_relation_can_be_an_internal_error(string sql, string message)
    {
        using var server = new RedshiftServer(fixture.Backend, new RedshiftOptions
        {
            Quirks = new() { MissingRelationIsInternalError = true },
        });
        using var connection = fixture.Open(server);

        var error = connection.Refused(sql);

        Assert.Equal(("XX000", message), (error.SqlState, error.MessageText));
        using var another = fixture.Open(server);
        Assert.Equal("3F000", another.Refused("SELECT * FROM nowhere.customers").SqlState);
    }

    [Fact]
    public void A_second_cursor_is_refused()
    {
        using var connection = fixture.Open();
        connection.Run("BEGIN");
        connection.Run("DECLARE one CURSOR FOR SELECT 1");

        Assert.Equal("24000", connection.Refused("DECLARE two CURSOR FOR SELECT 2").SqlState);
    }

    [Fact]
    public void An_array_cannot_be_bound()
    {
        using var connection = fixture.Open();
        using var command = connection.Command($"SELECT 1 FROM {T} WHERE customer_id = ANY (@ids)");
        command.Parameters.AddWithValue("ids", new[] { 1, 2 });

        Assert.Equal("XX000", Assert.Throws<Npgsql.PostgresException>(() => command.ExecuteScalar()).SqlState);
    }

    [Fact]
    public void A_refusal_aborts_the_transaction_like_any_error()
    {
        using var connection = fixture.Open();
        using var transaction = connection.BeginTransaction();
        connection.Refused("SELECT pg_sleep(1)");

        Assert.Equal("25P02", connection.Refused("SELECT 1").SqlState);
        transaction.Rollback();
        Assert.Equal(1, connection.Scalar("SELECT 1"));
    }

    [Fact]
    public void Sent_and_refused_statements_are_recorded()
    {
        using var connection = fixture.Open();
        fixture.Redshift.ClearStatements();
        using var command = connection.Command($"SELECT email FROM {T} WHERE customer_id = @id");
        command.Parameters.AddWithValue("id", 7L);
        command.ExecuteScalar();
        connection.Refused("SELECT pg_sleep(1)");

        var sent = fixture.Redshift.Statements;

        Assert.Equal([$"SELECT email FROM {T} WHERE customer_id = $1", "SELECT pg_sleep(1)"], sent.Select(statement => statement.Text));
        Assert.Equal([20u], sent[0].ParameterTypes);
        Assert.Equal([null, "42883"], sent.Select(statement => statement.RefusedWith));
        Assert.Equal(connection.ProcessID, sent[0].Session);
    }

    [Fact]
    public void An_error_has_the_fields_of_PostgreSQL_8_0()
    {
        using var connection = fixture.Open();
        using var another = fixture.Open();

        var syntax = connection.Refused("SELECT 1 FRM x y");
        var internalError = another.Refused($"SELECT 1 FROM {T} WHERE email IS DISTINCT FROM 'x'");
        var leader = new List<string>();
        connection.Notice += (_, notice) => leader.Add($"{notice.Notice.Severity} {notice.Notice.MessageText}");
        connection.Refused($"SELECT now() FROM {T}");

        Assert.Equal(14, syntax.Position);
        Assert.Matches(
            @"^\s+-+\n\s+error:  Not implemented\n\s+code: .*\n\s+context: .*\n\s+query: .*\n\s+location: .*\n\s+process: " +
                @".*\[pid=\d+\]\n\s+-+\n$",
            internalError.Detail!.Replace("\r", "", StringComparison.Ordinal));
        Assert.Equal(["INFO Function \"now()\" not supported."], leader);

        fixture.Backend.Execute($"CREATE TABLE testers.strict (id int NOT NULL); GRANT INSERT ON testers.strict TO PUBLIC");
        try
        {
            var missing = connection.Refused("INSERT INTO testers.strict VALUES (NULL)");
            Assert.Equal("23502", missing.SqlState);
            Assert.Null(missing.TableName);
            Assert.Null(missing.ColumnName);
        }
        finally
        {
            fixture.Backend.Execute("DROP TABLE testers.strict");
        }
    }
}
