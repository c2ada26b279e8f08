using System.Diagnostics;
using System.Net.Sockets;
using Npgsql;
using RedshiftSync.TestSupport;

namespace RedshiftSync.RedshiftEmulator.Tests;

[Collection(SharedEmulator.Name)]
public sealed class SessionTests : IDisposable
{
    private const string Application = "emulator sessions";

    private readonly EmulatorFixture _fixture;
    private readonly RedshiftServer _redshift;

    public SessionTests(EmulatorFixture fixture)
    {
        _fixture = fixture;
        _redshift = new RedshiftServer(fixture.Backend);
        fixture.Backend.Execute(
            "CREATE OR REPLACE VIEW testers.slow AS SELECT 1 AS id, pg_sleep(30)::text AS nothing; GRANT SELECT ON testers.slow TO PUBLIC");
    }

    public void Dispose()
    {
        AssertNoSession();
        _redshift.Dispose();
        _fixture.Backend.Execute("DROP VIEW testers.slow");
    }

    [Fact]
    public void A_query_can_be_cancelled()
    {
        using var connection = Open();
        using var command = connection.Command("SELECT nothing FROM testers.slow");
        var watch = Stopwatch.StartNew();
        using var cancel = new Timer(_ => command.Cancel(), null, 200, Timeout.Infinite);

        var error = Assert.IsType<PostgresException>(Assert.ThrowsAny<Exception>(() => command.ExecuteScalar()).GetBaseException());

        Assert.Equal("57014", error.SqlState);
        Assert.Matches(@"^Query \(\d+\) canceled on user's request$", error.MessageText);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10));
        Assert.Equal(1, connection.Scalar("SELECT 1"));
    }

    [Fact]
    public void A_statement_timeout_ends_a_query_as_a_cancel_does()
    {
        using var connection = Open();
        connection.Run("SET statement_timeout TO 100");

        var error = connection.Refused("SELECT nothing FROM testers.slow");

        Assert.Equal("57014", error.SqlState);
        Assert.Matches(@"^Query \(\d+\) canceled on user's request$", error.MessageText);
    }

    [Fact]
    public async Task The_server_can_be_disposed_while_clients_connect()
    {
        for (var i = 0; i < 100; i++)
        {
            var server = new RedshiftServer(_fixture.Backend);
            using var started = new CountdownEvent(4);
            var clients = Enumerable.Range(0, 4).Select(_ => Task.Run(() => ConnectRepeatedly(server.Port, started))).ToArray();
            started.Wait();

            server.Dispose();

            await Task.WhenAll(clients);
            Assert.Equal(0, server.Sessions);
        }
    }

    [Fact]
    public void Sessions_do_not_affect_each_other()
    {
        var threads = Enumerable.Range(1, 6).Select(number =>
        {
            Exception? problem = null;
            var thread = new Thread(() =>
            {
                try
                {
                    using var connection = Open();
                    connection.Run($"SET query_group TO 'group {number}'");
                    for (var i = 0; i < 10; i++)
                    {
                        Assert.Equal(505, connection.Column<int>("SELECT customer_id FROM testers.customers").Count);
                        Assert.Equal($"group {number}", connection.Scalar("SHOW query_group"));
                        connection.Refused("SELECT pg_sleep(1)");
                    }
                }
                catch (Exception e)
                {
                    problem = e;
                }
            });
            thread.Start();
            return (Thread: thread, Problem: new Func<Exception?>(() => problem));
        }).ToArray();

        Assert.All(threads, started => started.Thread.Join());
        Assert.All(threads, started => Assert.Null(started.Problem()));
    }

    [Fact]
    public void Sessions_are_counted_and_end_with_their_clients()
    {
        var before = (_redshift.Sessions, _redshift.Connections);
        using (Open())
        using (Open())
        {
            Assert.Equal(before.Sessions + 2, _redshift.Sessions);
            Assert.Equal(2, _fixture.Backend.CountSessions(Application));
        }

        AssertNoSession();
        Assert.Equal(before.Connections + 2, _redshift.Connections);
    }

    [Fact]
    public void A_client_that_disappears_leaves_no_session()
    {
        using var socket = new TcpClient("127.0.0.1", _redshift.Port);
        socket.GetStream().Write([0, 0, 0, 8, 4, 210, 22, 47]);
        Assert.Equal('N', socket.GetStream().ReadByte());
        socket.Close();

        var connection = Open();
        connection.Scalar("SELECT count(*) FROM testers.customers");
        Assert.True(_redshift.CutSessions() >= 1);

        AssertNoSession();
        Assert.ThrowsAny<NpgsqlException>(() => connection.Scalar("SELECT 1"));
        connection.Dispose();
    }

    [Fact]
    public void The_end_of_the_backend_session_is_passed_on()
    {
        using var connection = Open();
        _fixture.Backend.TerminateSessions(Application);

        Assert.Equal("57P01", Assert.IsAssignableFrom<PostgresException>(Record.Exception(() => connection.Scalar("SELECT 1"))).SqlState);
    }

    private NpgsqlConnection Open() => _fixture.Open(_redshift, builder => builder.ApplicationName = Application);

    private static void ConnectRepeatedly(int port, CountdownEvent started)
    {
        try
        {
            using var client = new TcpClient("127.0.0.1", port);
            started.Signal();
            for (var i = 0; i < 3; i++)
            {
                using var another = new TcpClient("127.0.0.1", port);
            }
        }
        catch (SocketException)
        {
            // The server has ended; the first attempt is certain to have connected.
        }
    }

    private void AssertNoSession()
    {
        var deadline = DateTime.UtcNow.AddSeconds(5);
        while (_fixture.Backend.CountSessions(Application) > 0 || _redshift.Sessions > 0)
        {
            Assert.True(DateTime.UtcNow < deadline, "A session is still there.");
            Thread.Sleep(10);
        }
    }
}
