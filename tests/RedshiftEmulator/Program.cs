using System.Globalization;
using RedshiftSync.TestSupport;

namespace RedshiftSync.RedshiftEmulator;

/// <summary>An emulator to try things on by hand.</summary>
internal static class Program
{
    private const string Usage = $"""
        An emulator of Amazon Redshift in front of a throw-away PostgreSQL with the sample table testers.customers, until Ctrl+C.

        --rows         generated rows beside the five sample ones (default 1000)
        --config       also write a connection file (host, database, port, user, password); it is removed at the end
        {EmulatorArguments.Usage}
        """;

    private static int Main(string[] args)
    {
        try
        {
            return Run(args);
        }
        catch (UsageException error)
        {
            Console.Error.WriteLine(error.Message);
            Console.Error.WriteLine(Usage);
            return 2;
        }
        catch (Exception error) when (error is InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(error.Message);
            return 1;
        }
    }

    private static int Run(string[] args)
    {
        var rows = 1000;
        string? path = null;
        var arguments = new EmulatorArguments();
        foreach (var pair in args.Chunk(2))
        {
            switch (pair)
            {
                case ["--rows", var value] when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out rows):
                    break;
                case ["--config", var value]:
                    path = Path.GetFullPath(value);
                    break;
                case [var name, var value] when arguments.Take(name, value) is { } more:
                    arguments = more;
                    break;
                default:
                    throw new UsageException($"'{pair[0]}' was not expected there.");
            }
        }

        using var interruption = new Interruption();
        using var server = new PostgresServer();
        SampleCustomers.Create(server, rows);
        using var running = new RunningEmulator(server, arguments);
        using var configuration = path is null ? null : new ConfigurationFile(path, running.Server.Port, server.Password);

        Console.WriteLine($"Password of {PostgresServer.User}: {server.Password}");
        Console.WriteLine(path is null
            ? $"Connect-Redshift -Server {PostgresServer.Host} -Port {running.Server.Port} -Database {PostgresServer.Database} -Credential {PostgresServer.User} {running.SecurityArguments}"
            : $"Connect-Redshift -ConfigurationPath '{path}' {running.SecurityArguments}");
        Console.WriteLine($"The PostgreSQL behind: port {server.Port}, user {PostgresServer.SuperUser}, password {server.SuperUserPassword}");
        Console.WriteLine("Ctrl+C ends it.");
        interruption.Wait();
        return 0;
    }
}
