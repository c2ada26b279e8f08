using System.Net.Sockets;
using System.Security.Authentication;
using RedshiftSync.RedshiftEmulator.Backend;
using RedshiftSync.RedshiftEmulator.Sql;
using RedshiftSync.RedshiftEmulator.Wire;

namespace RedshiftSync.RedshiftEmulator.Sessions;

/// <summary>
/// A client and its backend session. Has its own two threads, one for each direction: the module under test blocks pool threads, and a
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

    /// <summary>The backend's process number, which the client receives too.</summary>
    public int Process { get; private set; }

    /// <summary>Whether the client is logged in.</summary>
    public bool IsOpen => Process != 0 && !_isOver;

    public PendingAnswers Answers { get; } = new();

    public SessionState State { get; } = new();

    public Refusals Refusals { get; } = new();

    /// <summary>Runs the connection until its end.</summary>
    public void Run()
    {
        try
        {
            var handshake = new ClientHandshake(server, socket);
            if (handshake.Negotiate() is { } startup)
            {
                Stream = handshake.Stream;
                Serve(handshake, startup);
            }
        }
        catch (Exception e) when (IsDisconnect(e))
        {
            // The client disconnected, was cut, or refused the certificate.
        }
        finally
        {
            MarkEnded();
            _backend?.Dispose();
            socket.Dispose();
        }
    }

    /// <summary>Closes the connection without a message, which ends the backend session too.</summary>
    public void Cut(Cut how)
    {
        MarkEnded();
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
        catch (Exception e) when (IsDisconnect(e))
        {
            // It was over already.
        }

        if (_backend is not null)
        {
            CancelBackend();
            _backend.Dispose();
        }
    }

    /// <summary>Stalls until the client cancels or disconnects.</summary>
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

    /// <summary>Handles a cancel request for this process.</summary>
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

    private static bool IsDisconnect(Exception e) =>
        e is IOException or SocketException or ObjectDisposedException or AuthenticationException or InvalidOperationException;

    private void Serve(ClientHandshake handshake, Startup startup)
    {
        var errors = new ErrorTranslation(server, State);
        var parameters = new ParameterStatus(server.Options.ServerVersion, startup.User);
        try
        {
            _backend = BackendConnection.Open(server.Backend, startup.ForBackend());
        }
        catch (BackendRefusedException refused)
        {
            errors.Translate(refused.Error);
            handshake.Reject(refused.Error);
            return;
        }

        if (!InitializeSession(handshake, _backend, errors, parameters))
        {
            return;
        }

        var pump = new ResultPump(server, this, _backend, errors, parameters);
        var results = new Thread(() => Results(pump)) { IsBackground = true, Name = $"results of {Process}" };
        results.Start();
        try
        {
            new StatementPump(server, this, handshake.Reader, _backend).Run();
        }
        finally
        {
            MarkEnded();
            _backend.Dispose();
            Disconnect();
            results.Join();
        }
    }

    /// <summary>Passes on the backend's start-up messages.</summary>
    /// <returns>False if the backend refused the session.</returns>
    private bool InitializeSession(
        ClientHandshake handshake,
        BackendConnection backend,
        ErrorTranslation errors,
        ParameterStatus parameters)
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
                    handshake.Reject(error);
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
        catch (Exception e) when (IsDisconnect(e))
        {
            // One side has disconnected.
        }

        // Notifies the client, and wakes the other thread, which waits for the client.
        Disconnect();
    }

    private void Disconnect()
    {
        try
        {
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception e) when (IsDisconnect(e))
        {
            // It was over already.
        }
    }

    private void MarkEnded()
    {
        _isOver = true;
        _awake.TrySetResult();
    }
}
