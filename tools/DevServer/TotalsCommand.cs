using System.Xml.Linq;

namespace RedshiftSync.DevServer;

/// <summary>
/// Adds up test results. Counts single results instead of using the files' totals: the counters of a trx file exclude
/// skipped tests.
/// </summary>
internal static class TotalsCommand
{
    public static int Run(string folder, IReadOnlyList<string> expected)
    {
        var missing = expected.Where(file => !File.Exists(Path.Combine(folder, file))).ToList();
        var outcomes = Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "*.trx").SelectMany(OfTrx)
                .Concat(Directory.EnumerateFiles(folder, "*.xml").SelectMany(OfJUnit))
                .ToList()
            : [];
        var passed = outcomes.Count(outcome => outcome == Outcome.Passed);
        var failed = outcomes.Count(outcome => outcome == Outcome.Failed) + missing.Count;
        var skipped = outcomes.Count(outcome => outcome == Outcome.Skipped);
        foreach (var file in missing)
        {
            Console.WriteLine($"NOT RUN: there is no '{file}' in '{folder}'. It counts as one failure.");
        }

        Console.WriteLine($"tests: {passed} passed, {failed} failed, {skipped} skipped");
        return failed == 0 && passed > 0 ? 0 : 1;
    }

    private static IEnumerable<Outcome> OfTrx(string path)
    {
        return XDocument.Load(path).Descendants()
            .Where(element => element.Name.LocalName == "UnitTestResult")
            .Select(element => (string?)element.Attribute("outcome") switch
            {
                "Passed" => Outcome.Passed,
                "NotExecuted" => Outcome.Skipped,
                _ => Outcome.Failed,
            });
    }

    private static IEnumerable<Outcome> OfJUnit(string path)
    {
        return XDocument.Load(path).Descendants("testcase")
            .Select(element => element.Element("failure") is not null || element.Element("error") is not null
                ? Outcome.Failed
                : element.Element("skipped") is not null ? Outcome.Skipped : Outcome.Passed);
    }

    private enum Outcome
    {
        Passed,
        Failed,
        Skipped,
    }
}
