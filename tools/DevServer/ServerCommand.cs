using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using RedshiftSync.RedshiftEmulator;
using RedshiftSync.TestSupport;

namespace RedshiftSync.DevServer;

/// <summary>Starts a server, and keeps it running while a command runs or until Ctrl+C.</summary>
internal sealed class ServerCommand(ServerArguments arguments)
{
    private const string Prefix = "REDSHIFTSYNC_TEST_";
    private const int CommandNotFound = 127;

    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(10);

    public int Run()
    {
        if (arguments.Command.Count == 0)
        {
            throw new UsageException("run needs a command after --.");
        }

        using var interruption = new Interruption();
        try
        {
            using var server = StartServer();
            using var running = StartEmulator(server);
            using var configuration = WriteConfiguration(server, running);
            return interruption.ExitCode ?? RunChild(server, running, interruption);
        }
        catch (InvalidOperationException) when (interruption.Happened)
        {
            // Ctrl+C during the start reaches the server's programs as well.
            return interruption.ExitCode!.Value;
        }
    }

    public int Serve()
    {
        using var interruption = new Interruption();
        using var server = StartServer();
        using var running = StartEmulator(server);
        using var configuration = WriteConfiguration(server, running);
        foreach (var (name, value) in Variables(server, running))
        {
            Console.WriteLine($"{Prefix}{name}={value}");
        }

        Console.WriteLine();
        Console.WriteLine("Connect with (loopback only):");
        Console.WriteLine(arguments.ConfigurationPath is { } path
            ? $"  Connect-Redshift -ConfigurationPath '{path}'"
            : $"  Connect-Redshift -Server {PostgresServer.Host} -Port {Port(server, running)} -Database {PostgresServer.Database} "
                + $"-Credential {PostgresServer.User} {running?.SecurityArguments ?? "-SslMode Disable"}");
        Console.WriteLine(arguments.UntilInputEnds ? "It ends with its standard input." : "Ctrl+C ends it.");
        Task[] ends = arguments.UntilInputEnds ? [interruption.Task, Task.Run(Console.In.ReadToEnd)] : [interruption.Task];
        Task.WaitAny(ends);
        return 0;
    }

    private static int Port(PostgresServer server, RunningEmulator? running) => running?.Server.Port ?? server.Port;

    private static string SslMode(RunningEmulator? running) => running?.SslMode ?? "Disable";

    private static Dictionary<string, string?> Variables(PostgresServer server, RunningEmulator? running)
    {
        return new Dictionary<string, string?>
        {
            ["HOST"] = PostgresServer.Host,
            ["PORT"] = $"{Port(server, running)}",
            ["DATABASE"] = PostgresServer.Database,
            ["USER"] = PostgresServer.User,
            ["PASSWORD"] = server.Password,
            ["SSLMODE"] = SslMode(running),
            ["ROOTCERTIFICATE"] = running?.RootCertificatePath,

            // The PostgreSQL server itself: the same as above without an emulator.
            ["BACKEND_HOST"] = PostgresServer.Host,
            ["BACKEND_PORT"] = $"{server.Port}",
            ["SUPERUSER"] = PostgresServer.SuperUser,
            ["SUPERUSER_PASSWORD"] = server.SuperUserPassword,
            ["PSQL"] = server.Binaries.Psql,

            // Another version of the driver than the module's, to be loaded beside it.
            ["OTHER_NPGSQL"] = Path.Combine(AppContext.BaseDirectory, "Npgsql.dll"),
        };
    }

    private int RunChild(PostgresServer server, RunningEmulator? running, Interruption interruption)
    {
        var start = new ProcessStartInfo(arguments.Command[0], arguments.Command.Skip(1));
        foreach (var (name, value) in Variables(server, running))
        {
            start.Environment[Prefix + name] = value;
        }

        Process child;
        try
        {
            child = Process.Start(start)!;
        }
        catch (Win32Exception error)
        {
            Console.Error.WriteLine($"'{arguments.Command[0]}' could not be started: {error.Message}");
            return CommandNotFound;
        }

        using (child)
        {
            var exit = child.WaitForExitAsync();
            Task.WaitAny(exit, interruption.Task);
            if (!exit.IsCompleted)
            {
                End(child, interruption);
            }

            child.WaitForExit();
            return child.ExitCode;
        }
    }

    // A terminal sends Ctrl+C to the child as well, so the child gets time to end. SIGTERM reaches this process only.
    private static void End(Process child, Interruption interruption)
    {
        if (interruption.Signal == PosixSignal.SIGTERM && !OperatingSystem.IsWindows())
        {
            using var kill = Process.Start("kill", ["-TERM", $"{child.Id}"]);
            kill.WaitForExit();
        }

        if (!child.WaitForExit(ShutdownTimeout))
        {
            child.Kill(entireProcessTree: true);
        }
    }

    private PostgresServer StartServer()
    {
        var server = new PostgresServer();
        try
        {
            SampleCustomers.Create(server, arguments.Rows);
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    private RunningEmulator? StartEmulator(PostgresServer server)
    {
        return arguments.Emulator is { } wanted ? new RunningEmulator(server, wanted) : null;
    }

    private ConfigurationFile? WriteConfiguration(PostgresServer server, RunningEmulator? running)
    {
        return arguments.ConfigurationPath is { } path
            ? new ConfigurationFile(path, Port(server, running), server.Password, SslMode(running), running?.RootCertificatePath)
            : null;
    }
}
