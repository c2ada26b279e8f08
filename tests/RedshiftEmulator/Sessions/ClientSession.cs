using System.Net.Sockets;
using System.Security.Authentication;
using RedshiftSync.RedshiftEmulator.Backend;
using RedshiftSync.RedshiftEmulator.Sql;
using RedshiftSync.RedshiftEmulator.Wire;

namespace RedshiftSync.RedshiftEmulator.Sessions;

/// <summary>
/// One client and its session behind. Two threads of its own, one for each direction: the tests' module blocks threads of the pool, and a
/// server in the same process must not wait for those.
/// </summary>
internal sealed class ClientSession(RedshiftServer server, Socket socket)
{
    private volatile TaskCompletionSource _awake = new();
    private BackendConnection? _backend;
    private int _secret;
    private volatile bool _isStalled;
    private volatile bool _answersCancel;
    private volatile bool _isOver;

    public Stream Stream { get; private set; } = Stream.Null;

    /// <summary>The backend's process number; the client knows it too.</summary>
    public int Process { get; private set; }

    /// <summary>Whether the client has been let in.</summary>
    public bool IsOpen => Process != 0 && !_isOver;

    public PendingAnswers Answers { get; } = new();

    public SessionState State { get; } = new();

    public Refusals Refusals { get; } = new();

    /// <summary>From the first byte to the last.</summary>
    public void Run()
    {
        try
        {
            var handshake = new ClientHandshake(server, socket);
            if (handshake.Meet() is { } startup)
            {
                Stream = handshake.Stream;
                Serve(handshake, startup);
            }
        }
        catch (Exception e) when (IsFarewell(e))
        {
            // The client has gone, was cut, or did not like the certificate.
        }
        finally
        {
            Over();
            _backend?.Dispose();
            socket.Dispose();
        }
    }

    /// <summary>Ends the connection without a word, and with it what runs behind.</summary>
    public void Cut(Cut how)
    {
        Over();
        try
        {
            if (how == RedshiftEmulator.Cut.Reset)
            {
                socket.LingerState = new LingerOption(true, 0);
                socket.Close();
            }
            else
            {
                socket.Shutdown(SocketShutdown.Both);
            }
        }
        catch (Exception e) when (IsFarewell(e))
        {
            // It was over already.
        }

        if (_backend is not null)
        {
            CancelBackend();
            _backend.Dispose();
        }
    }

    /// <summary>Falls silent until the client cancels or leaves.</summary>
    /// <returns>True when the query was cancelled.</returns>
    public bool Stall(bool answersCancel)
    {
        _answersCancel = answersCancel;
        _isStalled = true;
        _awake.Task.Wait();
        _isStalled = false;
        _awake = new TaskCompletionSource();
        return !_isOver;
    }

    /// <summary>A cancel request for this process has come.</summary>
    public void Cancel(int secret)
    {
        if (secret != _secret || (_isStalled && !_answersCancel))
        {
            return;
        }

        CancelBackend();
        if (_isStalled)
        {
            _awake.TrySetResult();
        }
    }

    public void CancelBackend() => BackendConnection.Cancel(server.Backend.Port, Process, _secret);

    private static bool IsFarewell(Exception e) => e is IOException or SocketException or ObjectDisposedException or AuthenticationException or InvalidOperationException;

    private void Serve(ClientHandshake handshake, Startup startup)
    {
        var errors = new ErrorTranslation(server.Backend, State, server.NextQuery);
        var parameters = new ParameterStatus(server.Options.ServerVersion, startup.User);
        try
        {
            _backend = BackendConnection.Open(server.Backend, startup.ForBackend());
        }
        catch (BackendRefusedException refused)
        {
            errors.Translate(refused.Error);
            handshake.TurnAway(refused.Error);
            return;
        }

        if (!InitializeSession(handshake, _backend, errors, parameters))
        {
            return;
        }

        var results = new Thread(() => Results(new ResultPump(server, this, _backend, errors, parameters))) { IsBackground = true, Name = $"results of {Process}" };
        results.Start();
        try
        {
            new StatementPump(server, this, handshake.Reader, _backend).Run();
        }
        finally
        {
            Over();
            _backend.Dispose();
            HangUp();
            results.Join();
        }
    }

    /// <summary>Passes on what the backend says of itself.</summary>
    /// <returns>False if it said no.</returns>
    private bool InitializeSession(ClientHandshake handshake, BackendConnection backend, ErrorTranslation errors, ParameterStatus parameters)
    {
        var output = new MessageWriter();
        while (true)
        {
            var message = backend.Reader.Next();
            switch (message.Type)
            {
                case 'E':
                    var error = ErrorFields.Parse(message);
                    errors.Translate(error);
                    handshake.TurnAway(error);
                    return false;
                case 'S':
                    parameters.Pass(message, output);
                    break;
                case 'K':
                    var key = message.Read();
                    (Process, _secret) = (key.Int32(), key.Int32());
                    output.Append(message.Whole);
                    break;
                case 'Z':
                    output.Append(message.Whole);
                    output.SendTo(Stream);
                    return true;
                default:
                    break;
            }
        }
    }

    private void Results(ResultPump pump)
    {
        try
        {
            pump.Run();
        }
        catch (Exception e) when (IsFarewell(e))
        {
            // Either side has gone.
        }

        // Wakes the other thread, which waits for the client, and tells the client.
        HangUp();
    }

    private void HangUp()
    {
        try
        {
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception e) when (IsFarewell(e))
        {
            // It was over already.
        }
    }

    private void Over()
    {
        _isOver = true;
        _awake.TrySetResult();
    }
}
