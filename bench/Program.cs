using RedshiftSync.Bench;
using RedshiftSync.Bench.Macro;
using RedshiftSync.Bench.Micro;
using RedshiftSync.Bench.Subjects;

const string Usage = """
    What a sync costs, beside what it could cost at least and what else there is.

      run [--rows N] [--rounds N] [--large N] [--only TEXT]   whole processes and a warm one, in turn; a table of medians and ratios
          --rows    customers in the table (default 1000000)
          --rounds  counted rounds (default 5)
          --large   customers for the test of memory and of increments (default 10000000; 0 leaves it out)
          --only    subjects whose name matches this regular expression
      micro [ARGS...]                                          micro-benchmarks, with the arguments of BenchmarkDotNet
      shapes [--count N]                                       memory while one process reads tables of that many shapes (default 10000)
      exec COMMAND [ARGS...]                                   a command beside a server with the data, for looking closer
    """;

switch (args)
{
    case ["run", .. var rest]:
        return new Suite(Options.Parse(rest)).Run();
    case ["micro", .. var rest]:
        return MicroBenchmarks.Run(rest);
    case ["shapes", .. var rest]:
        return Shapes.Run(rest);
    case ["exec", .. var rest]:
        return Suite.Execute(rest);
    case ["subject", var name, .. var rest]:
        return Subject.Run(name, rest);
    default:
        Console.Error.WriteLine(Usage);
        return 2;
}
