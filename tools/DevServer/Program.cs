using RedshiftSync.RedshiftEmulator;
using RedshiftSync.TestSupport;

namespace RedshiftSync.DevServer;

/// <summary>Runs the command named on the command line.</summary>
internal static class Program
{
    private const string Usage = $"""
        A local development server for Redshift: a throw-away PostgreSQL with the sample table testers.customers.

          run [OPTIONS] -- COMMAND [ARGS...]   run a command beside it; its exit code is returned
          serve [OPTIONS]                      keep it up until Ctrl+C
          totals FOLDER [FILE...]              add up the test results (trx, JUnit XML) in a folder;
                                               a FILE that is missing there counts as one failure

        --rows         generated rows beside the five sample ones (default 1000)
        --config       also write a connection file (host, database, port, user, password, TLS); it is removed at the end
        --until-input-ends
                       end serve with its standard input, and so with the process that started it
        --redshift     put an emulator of Redshift in front of it; then also:
        {EmulatorArguments.Usage}

        A command finds the server in REDSHIFTSYNC_TEST_HOST, _PORT, _DATABASE, _USER, _PASSWORD (may read the table), _SSLMODE and
        _ROOTCERTIFICATE; the PostgreSQL itself in _BACKEND_HOST, _BACKEND_PORT, _SUPERUSER, _SUPERUSER_PASSWORD (may do everything);
        the client program psql in _PSQL, and a driver of another version than the module has in _OTHER_NPGSQL.
        """;

    private static int Main(string[] args)
    {
        try
        {
            return args switch
            {
                ["run", .. var rest] => new ServerCommand(ServerArguments.Parse(rest)).Run(),
                ["serve", .. var rest] => new ServerCommand(ServerArguments.Parse(rest)).Serve(),
                ["totals", var folder, .. var expected] => TotalsCommand.Run(folder, expected),
                ["help" or "--help" or "-h"] => Help(),
                _ => throw new UsageException("That is not a verb with its arguments."),
            };
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

    private static int Help()
    {
        Console.WriteLine(Usage);
        return 0;
    }
}
