using System.Diagnostics;
using System.Net.Sockets;
using Npgsql;
using RedshiftSync.TestSupport;

namespace RedshiftSync.RedshiftEmulator.Tests;

[Collection(SharedEmulator.Name)]
public sealed class FaultTests(EmulatorFixture fixture) : IDisposable
{
    private const string Query = "SELECT customer_id FROM testers.customers ORDER BY customer_id";

    private readonly RedshiftServer _redshift = new(fixture.Backend);

    public void Dispose() => _redshift.Dispose();

    [Theory]
    [InlineData(0, Cut.End)]
    [InlineData(1, Cut.End)]
    [InlineData(100, Cut.End)]
    [InlineData(505, Cut.End)]
    [InlineData(100, Cut.InsideRow)]
    [InlineData(100, Cut.Reset)]
    public void A_result_is_cut_after_the_given_number_of_rows(int rows, Cut how)
    {
        using var connection = fixture.Open(_redshift);
        _redshift.Faults = FaultPlan.CutAfterRow(rows, how);
        connection.Scalar("SELECT 1");

        var (read, error) = Read(connection);

        // A reset may overtake rows that the client has not read yet.
        Assert.InRange(read, how == Cut.Reset ? 0 : rows, rows);
        Assert.IsType<NpgsqlException>(error);
        Assert.Equal(how == Cut.Reset, error.ToString().Contains(nameof(SocketException), StringComparison.Ordinal));
        Assert.Equal((1, true), (_redshift.Faults.Fired, _redshift.Faults.IsDone));
        using var next = fixture.Open(_redshift);
        Assert.Equal(505, Read(next).Read);
    }

    [Fact]
    public void A_client_that_keeps_retrying_reads_everything_despite_cuts()
    {
        var random = new Random(1);
        _redshift.Faults = FaultPlan.CutAfterRows(Enumerable.Range(0, 15).Select(_ => random.Next(0, 20)), Cut.End);
        var done = 0;
        for (var attempt = 0; done < 505; attempt++)
        {
            using var connection = fixture.Open(_redshift);
            done += Read(connection, $"{Query} OFFSET {done}").Read;
        }

        Assert.Equal(505, done);
        Assert.Equal(15, _redshift.Faults.Fired);
    }

    [Fact]
    public void A_stalled_session_answers_a_cancel_request()
    {
        using var connection = fixture.Open(_redshift);
        _redshift.Faults = FaultPlan.StallAfterRow(10);
        using var command = connection.Command(Query);
        using var cancel = new Timer(_ => command.Cancel(), null, 300, Timeout.Infinite);

        var (read, error) = Read(command);

        Assert.Equal(10, read);
        Assert.Equal("57014", Assert.IsType<PostgresException>(error!.GetBaseException()).SqlState);
        Assert.Equal(1, connection.Scalar("SELECT 1"));
        Assert.Equal(1, _redshift.CancelRequests);
    }

    [Fact]
    public void A_stalled_session_can_ignore_a_cancel_request()
    {
        using var connection = fixture.Open(_redshift, builder => (builder.CommandTimeout, builder.CancellationTimeout) = (1, 300));
        _redshift.Faults = FaultPlan.StallAfterRow(10, answersCancel: false);
        var watch = Stopwatch.StartNew();

        var (read, error) = Read(connection);

        Assert.Equal(10, read);
        Assert.IsType<TimeoutException>(error!.GetBaseException() is SocketException ? error.InnerException : error.GetBaseException());
        Assert.InRange(watch.Elapsed.TotalSeconds, 0.9, 4);
    }

    [Theory]
    [InlineData("57P01", "FATAL")]
    [InlineData("57014", "ERROR")]
    [InlineData("XX000", "ERROR")]
    public void A_result_ends_with_an_error_after_the_given_number_of_rows(string sqlState, string severity)
    {
        using var connection = fixture.Open(_redshift);
        _redshift.Faults = FaultPlan.ErrorAfterRow(20, sqlState, "asked for");

        var (read, error) = Read(connection);

        Assert.Equal(20, read);
        var answer = Assert.IsType<PostgresException>(error);
        Assert.Equal((sqlState, "asked for", severity), (answer.SqlState, answer.MessageText, answer.Severity));
        Assert.Equal(sqlState == "XX000", answer.Detail?.Contains("error:  asked for", StringComparison.Ordinal) == true);
        if (sqlState == "57014")
        {
            Assert.Equal(505, Read(connection).Read);
        }
    }

    [Fact]
    public void An_isolation_violation_has_the_message_1023()
    {
        using var connection = fixture.Open(_redshift);
        _redshift.Faults = FaultPlan.IsolationViolationAfterRow(3);

        var error = Assert.IsType<PostgresException>(Read(connection).Error);

        Assert.Equal(("XX000", "1023"), (error.SqlState, error.MessageText));
        Assert.StartsWith("Serializable isolation violation on table", error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_statement_fails_the_given_number_of_times()
    {
        using var connection = fixture.Open(_redshift);
        _redshift.Faults = FaultPlan.ErrorOnStatement("AS unlucky", "42501", "not today").Skip(1).Repeat(2);

        Assert.Equal(1, connection.Scalar("SELECT 1 AS unlucky"));
        Assert.Equal("42501", connection.Refused("SELECT 2 AS unlucky").SqlState);
        Assert.Equal(1, connection.Scalar("SELECT 1 AS lucky"));
        Assert.Equal("42501", connection.Refused("SELECT 3 AS unlucky").SqlState);
        Assert.Equal(4, connection.Scalar("SELECT 4 AS unlucky"));
        Assert.Equal(2, _redshift.Faults.Fired);
    }

    [Fact]
    public void A_statement_can_cut_the_connection()
    {
        using var connection = fixture.Open(_redshift);
        _redshift.Faults = FaultPlan.CutOnStatement("unlucky");

        Assert.Equal(1, connection.Scalar("SELECT 1"));
        Assert.IsType<NpgsqlException>(Record.Exception(() => connection.Scalar("SELECT 1 AS unlucky")));
        Assert.Equal(1, _redshift.Faults.Fired);
    }

    [Fact]
    public void A_reboot_cuts_then_refuses_then_starts_slowly_then_is_full_then_recovers()
    {
        using var connection = fixture.Open(_redshift);
        _redshift.Faults = FaultPlan.CutAfterRow(5)
            .Then(FaultPlan.RefuseConnectionsFor(TimeSpan.FromMilliseconds(300)))
            .Then(FaultPlan.SlowStart(TimeSpan.FromMilliseconds(300)))
            .Then(FaultPlan.TooManyConnections(2));
        Assert.Equal(5, Read(connection).Read);

        var seen = new List<string>();
        while (true)
        {
            try
            {
                using var next = fixture.Open(_redshift);
                Assert.Equal(505, Read(next).Read);
                break;
            }
            catch (PostgresException e)
            {
                seen.Add(e.SqlState);
            }
            catch (NpgsqlException e) when (e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused })
            {
                seen.Add("refused");
            }

            Thread.Sleep(50);
        }

        Assert.Equal(["refused", "57P03", "53300"], seen.Distinct());
        Assert.Equal(2, seen.Count(sqlState => sqlState == "53300"));
        Assert.True(_redshift.Faults.IsDone);
    }

    [Fact]
    public void A_plan_can_change_while_rows_are_streamed()
    {
        using var connection = fixture.Open(_redshift);
        using var command = connection.Command("SELECT a.customer_id, a.email FROM testers.customers a, testers.customers b ORDER BY 1");
        using var reader = command.ExecuteReader();
        Assert.True(reader.Read());

        _redshift.Faults = FaultPlan.CutAfterRow(250_000, Cut.End);

        Assert.IsType<NpgsqlException>(Record.Exception(() =>
        {
            while (reader.Read())
            {
            }
        }));
    }

    private static (int Read, Exception? Error) Read(NpgsqlConnection connection, string sql = Query)
    {
        using var command = connection.Command(sql);
        return Read(command);
    }

    private static (int Read, Exception? Error) Read(NpgsqlCommand command)
    {
        var read = 0;
        var error = Record.Exception(() =>
        {
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                read++;
            }
        });
        return (read, error);
    }
}
